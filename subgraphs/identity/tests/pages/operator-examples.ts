import {
  impersonationPage,
  operatorLinkPage,
  operatorReportsPage,
  operatorsPage,
  operatorTokenPage,
} from "../../src/pages/operator-console-pages.ts";
import type { OperatorFrame } from "../../src/pages/operator-frame.ts";
import {
  operatorCodePage,
  operatorSetUpDonePage,
  operatorSetUpPage,
  operatorSignInPage,
} from "../../src/pages/operator-sign-in-pages.ts";
import { operatorTenantPage, operatorTenantsPage, type ShownTenant } from "../../src/pages/operator-tenant-pages.ts";
import type { Page } from "../../src/pages/page.ts";
import type { Given } from "./given.ts";

const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const LATER = "2026-11-29T17:05:12Z";

const PLAIN = {
  id: "ten_01h455vb4pex5vsknk084sn02q",
  status: "ACTIVE",
  statusReason: null,
  region: "eu",
  memberCount: 12,
  createdAt: "2026-02-01T10:00:00Z",
  closesAt: null,
} as const;

/** Pages of those who operate the platform. */
export function operatorExamples(given: Given): Record<string, () => Page> {
  const frame = (place: OperatorFrame["place"]): OperatorFrame => ({
    places: ["tenants", "operators", "reports", "token"],
    place,
    operator: { email: given("olga@operators.example") },
  });
  const tenant = (name: string, more: Partial<ShownTenant> = {}): ShownTenant => ({
    id: given("ten_01h455vb4pex5vsknk084sn02q"),
    slug: given("acme"),
    name: given(name),
    status: "ACTIVE",
    statusReason: null,
    plan: given("standard"),
    region: given("eu"),
    memberCount: 12,
    createdAt: "2026-02-01T10:00:00Z",
    closesAt: null,
    ...more,
  });
  const listed = (name: string, more: Partial<ShownTenant> = {}): ShownTenant => ({
    ...PLAIN,
    slug: given("acme"),
    name: given(name),
    plan: given("standard"),
    ...more,
  });
  const running = () => ({
    id: given("ips_01h455vb4pex5vsknk084sn02q"),
    tenantId: given("ten_01h455vb4pex5vsknk084sn02q"),
    userId: given("usr_01h455vb4pex5vsknk084sn02q"),
    expiresAt: LATER,
  });
  const begun = () => ({
    id: given("ips_01h455vb4pex5vsknk084sn02q"),
    userId: given("usr_01h455vb4pex5vsknk084sn02q"),
    expiresAt: LATER,
  });
  const operator = (name: string, isSetUp = true) => ({
    id: given("opr_01h455vb4pex5vsknk084sn02q"),
    email: given("olga@operators.example"),
    name: given(name),
    role: "SUPPORT" as const,
    isSetUp,
  });
  const seen = () => ({
    id: "opr_01h455vb4pex5vsknk084sn02q",
    email: given("olga@operators.example"),
    name: given("Olga Operator"),
    role: "SECURITY" as const,
    isSetUp: true,
  });
  const suspended = () =>
    tenant("Acme Shipping", { status: "SUSPENDED", statusReason: given("unpaid since June"), closesAt: LATER });
  const may = { suspend: true, resume: true, changePlan: true, act: true, actAndChange: true };
  const setUp = () => ({
    action: "/post",
    token: given("Xq0bPzF8"),
    email: given("olga@operators.example"),
    name: given("Olga Operator"),
    secret: SECRET,
    uri: `otpauth://totp/Bulkhead%20operators:olga%40operators.example?secret=${SECRET}&issuer=Bulkhead%20operators`,
    passwordLength: { min: 12, max: 200 },
  });
  const cell = (month: string, plan: string | null, members: number | null) => ({
    month,
    plan: plan === null ? null : given(plan),
    region: plan === null ? null : given("eu"),
    tenants: 25,
    members,
    records: 1_234_560,
  });
  return {
    "operator-sign-in": () => operatorSignInPage({ action: "/post", hidden: { proof: given("p-1") } }),
    "operator-sign-in-wrong": () =>
      operatorSignInPage({
        action: "/post",
        email: given("olga@operators.example"),
        fault: { code: "WRONG_CREDENTIALS" },
      }),
    "operator-code": () => operatorCodePage({ action: "/post" }),
    "operator-code-wrong": () => operatorCodePage({ action: "/post", fault: { code: "WRONG_CODE" } }),
    "operator-set-up": () => operatorSetUpPage(setUp()),
    "operator-set-up-breached": () => operatorSetUpPage({ ...setUp(), fault: { code: "BREACHED_PASSWORD" } }),
    "operator-set-up-done": () => operatorSetUpDonePage(),
    "operator-tenants": () =>
      operatorTenantsPage({
        ...frame("tenants"),
        // Ids and cursors stand in addresses there, encoded.
        tenants: [listed("Acme Shipping"), listed("Initech", { status: "SUSPENDED" }), listed("Globex")],
        search: "",
        next: "cursor",
        isFirst: true,
        running: [running()],
      }),
    "operator-tenants-none": () =>
      operatorTenantsPage({ ...frame("tenants"), tenants: [], search: given("nobody"), isFirst: false, running: [] }),
    "operator-tenant": () => operatorTenantPage({ ...frame("tenants"), tenant: tenant("Acme Shipping"), may }),
    "operator-tenant-suspended": () =>
      operatorTenantPage({ ...frame("tenants"), done: "It is suspended.", tenant: suspended(), may }),
    "operator-tenant-refused": () =>
      operatorTenantPage({
        ...frame("tenants"),
        fault: "Give a name of 1 to 200 characters.",
        tenant: tenant("Acme Shipping"),
        may: { ...may, act: false, changePlan: false },
      }),
    "operator-impersonation": () =>
      impersonationPage({ ...frame("tenants"), ...begun(), accessToken: `eyJhbGciOiJFUzI1NiJ9.${"x".repeat(600)}` }),
    "operator-operators": () =>
      operatorsPage({
        ...frame("operators"),
        operators: [operator("Olga Operator"), operator("Nina New", false)],
        mayChange: true,
      }),
    "operator-operators-seen": () => operatorsPage({ ...frame("operators"), operators: [seen()], mayChange: false }),
    "operator-link": () =>
      operatorLinkPage({
        ...frame("operators"),
        name: given("Nina New"),
        url: "https://bulkhead.example/operator/set-up?token=Zk3v9QmJc0d1LxWb7r2T",
        expiresAt: LATER,
      }),
    "operator-reports": () =>
      operatorReportsPage({ ...frame("reports"), from: given("2026-09"), to: given("2026-10") }),
    "operator-reports-run": () =>
      operatorReportsPage({
        ...frame("reports"),
        from: given("2026-09"),
        to: given("2026-10"),
        cells: [cell("2026-09", "standard", 320), cell("2026-10", "standard", null), cell("2026-10", null, 40)],
      }),
    "operator-reports-none": () =>
      operatorReportsPage({ ...frame("reports"), from: given("2026-09"), to: given("2026-10"), cells: [] }),
    "operator-token": () => operatorTokenPage(frame("token")),
    "operator-token-made": () =>
      operatorTokenPage({ ...frame("token"), made: { token: `bho_${"x".repeat(43)}`, expiresAt: LATER } }),
  };
}
