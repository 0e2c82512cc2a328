import { deletedPage, deletePage, lastAdminPage } from "../../src/pages/delete-pages.ts";
import { exportPage } from "../../src/pages/export-page.ts";
import type { Page } from "../../src/pages/page.ts";
import { sessionsPage } from "../../src/pages/sessions-page.ts";
import type { Given } from "./given.ts";

/** The pages on which a person sees where they are signed in, takes their data along, and leaves. */
export function sessionExamples(given: Given): Record<string, () => Page> {
  const user = () => ({ email: given("ada@acme.example") });
  const times = { createdAt: "2026-11-22T08:05:35.123456Z", lastUsedAt: "2026-11-29T16:41:00.5Z" };
  const current = () => ({
    uid: "s-1",
    device: given("Firefox on Linux"),
    network: given("2001:db8::1f0c"),
    ...times,
    isCurrent: true,
  });
  const other = (device: string, network: string | null) => ({
    uid: given("s-2"),
    device: given(device),
    network: network && given(network),
    ...times,
    isCurrent: false,
  });
  const tenants = () => [
    { name: given("Acme Shipping"), role: given("Admin") },
    { name: given("Globex"), role: given("Viewer") },
  ];
  const here = { action: "/post" };
  return {
    sessions: () =>
      sessionsPage({
        ...here,
        user: user(),
        sessions: [current(), other("Safari on iOS", "203.0.113.7"), other("Unknown browser", null)],
      }),
    "sessions-ended": () => sessionsPage({ ...here, user: user(), sessions: [current()], done: "others" }),
    export: () => exportPage({ ...here, user: user() }),
    delete: () => deletePage({ ...here, user: user(), tenants: tenants() }),
    "delete-wrong": () => deletePage({ ...here, user: user(), tenants: [], fault: "WRONG_EMAIL" }),
    "delete-last-admin": () =>
      lastAdminPage({ tenants: [{ name: given("Acme Shipping") }, { name: given("Globex") }] }),
    deleted: () => deletedPage(user()),
  };
}
