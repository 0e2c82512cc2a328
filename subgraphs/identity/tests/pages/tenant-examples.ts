import { accountPage } from "../../src/pages/account-page.ts";
import { joinTenantPage } from "../../src/pages/join-tenant-pages.ts";
import { confirmTenantPage, newTenantPage, proveAddressPage } from "../../src/pages/new-tenant-pages.ts";
import type { Page } from "../../src/pages/page.ts";
import { newKeyPage, tenantReadyPage } from "../../src/pages/tenant-ready-pages.ts";

/** Pages on which people make a tenant of their own, or join one by their address. */
export function tenantExamples(given: (plain: string) => string): Record<string, () => Page> {
  const here = { action: "/post" };
  const tenant = () => ({ name: given("Acme Shipping") });
  const templates = () => [
    {
      name: given("standard"),
      title: given("Standard"),
      description: given("Begins empty."),
      region: given("eu-west"),
    },
    {
      name: given("clinic"),
      title: given("Clinic"),
      description: given("Patients, visits and letters, with a second factor for everybody."),
      region: given("eu-central"),
    },
  ];
  const clinic = () => ({ name: "clinic", title: given("Clinic"), description: "", region: given("eu-central") });
  const chosen = () => ({ name: given("Acme Shipping"), slug: given("acme-shipping") });
  const hidden = () => ({ ...here, hidden: { tenant: given("ten_01jq5") } });
  const account = () => ({
    email: given("ada@acme.example"),
    passwordChangedAt: "2026-11-29T10:00:00Z",
    passkeys: 0,
    authenticators: 0,
    recoveryCodes: 0,
    changesEmail: true,
  });
  return {
    "account-newcomer": () =>
      accountPage({
        ...account(),
        newTenant: { isBegun: false },
        offer: { tenantName: given("Acme Shipping"), state: "APPROVAL" },
      }),
    "new-tenant": () => newTenantPage({ ...here, templates: [] }),
    "new-tenant-choice": () => newTenantPage({ ...here, ...chosen(), templates: templates() }),
    "new-tenant-taken": () =>
      newTenantPage({
        ...here,
        ...chosen(),
        templates: [],
        fault: { code: "TAKEN", proposal: "acme-shipping-2" },
      }),
    "new-tenant-nameless": () => newTenantPage({ ...here, templates: [], fault: { code: "NAME" } }),
    "confirm-tenant": () => confirmTenantPage({ ...here, ...chosen(), change: "/account/tenants/new?change=yes" }),
    "confirm-tenant-choice": () =>
      confirmTenantPage({ ...here, ...chosen(), template: clinic(), change: "/account/tenants/new?change=yes" }),
    "confirm-tenant-often": () =>
      confirmTenantPage({
        ...here,
        ...chosen(),
        change: "/account/tenants/new?change=yes",
        fault: { code: "TOO_MANY", minutes: 600 },
      }),
    "resume-tenant": () => confirmTenantPage({ ...here, ...chosen() }),
    "prove-address": () => proveAddressPage({ proveAt: "/account/reset" }),
    "tenant-ready": () => tenantReadyPage({ ...hidden(), tenant: tenant() }),
    "tenant-ready-factor": () => tenantReadyPage({ ...hidden(), tenant: tenant(), fault: { code: "FACTOR" } }),
    "tenant-key": () =>
      newKeyPage({
        key: "bh_live_01jq5v8z6m9w3t2r1p0n4k7h5e_Q7mZt4xVb9nKc2LpR8sWf6YhJd3GaEuT1oXiC5vN0qB_k3Jf9a",
        origin: "https://bulkhead.example",
      }),
    "join-tenant": () => joinTenantPage({ ...hidden(), tenant: tenant(), state: "AUTOMATIC" }),
    "join-tenant-approval": () => joinTenantPage({ ...hidden(), tenant: tenant(), state: "APPROVAL" }),
    "join-tenant-asked": () => joinTenantPage({ ...here, tenant: tenant(), state: "REQUESTED", isDone: true }),
    "join-tenant-declined": () => joinTenantPage({ ...here, tenant: tenant(), state: "DECLINED" }),
    "join-tenant-done": () => joinTenantPage({ ...here, tenant: tenant(), state: "MEMBER", isDone: true }),
  };
}
