import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { ANONYMOUS, platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  requestOf,
  seedMember,
  seedTenant,
  seedUser,
  type TestRooms,
  type TestTenant,
  withPermissions,
} from "../../../tests/testkit/rooms.ts";
import { suspendTenant } from "../src/domain/suspend-tenant.ts";

let rooms: TestRooms;
let tenant: TestTenant;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
  const i = { name: "Editor", description: "x", permissions: ["record:read"], collections: ["notes", "tasks"] };
  const CREATE = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { name } } }";
  await ask(rooms.tenancy.subgraph, tenant.as.Admin, CREATE, { i });
});
afterAll(() => rooms.stop());

const EXPLAIN = `query ($principal: ID!, $permission: String!, $resource: String) {
  explainAccess(principal: $principal, permission: $permission, resource: $resource) {
    isAllowed rules { rule outcome reason }
  }
}`;

const explain = (principal: string, permission: string, resource?: string, as = tenant.as.Admin) =>
  ask(rooms.tenancy.subgraph, as, EXPLAIN, { principal, permission, resource: resource ?? null });

const inIdentity = (source: string, variables: Record<string, unknown> = {}) =>
  ask(rooms.identity.subgraph, tenant.as.Admin, source, variables);

/** Rule → outcome, and whether it is allowed. */
async function outcomes(...asked: Parameters<typeof explain>) {
  const { isAllowed, rules } = (await explain(...asked)).data.explainAccess;
  type Rule = { rule: string; outcome: string };
  return { isAllowed, ...Object.fromEntries(rules.map(({ rule, outcome }: Rule) => [rule, outcome])) };
}

test("why a member may, and why not, rule by rule", async () => {
  const member = await seedMember(rooms, tenant.tenantId, "Viewer");
  const through = { TENANT_STATUS: "PASSES", CREDENTIAL: "PASSES", MEMBERSHIP: "PASSES", ROLE: "PASSES" };
  const may = { isAllowed: true, ...through, PERMISSION: "PASSES", COLLECTION: "PASSES" };
  expect(await outcomes(member.id, "record:read", "notes")).toEqual(may);
  expect(await outcomes(member.userId, "record:read", "notes")).toEqual(may);
  expect(await outcomes(member.id, "record:delete")).toEqual({
    ...may,
    isAllowed: false,
    PERMISSION: "REFUSES",
  });
  const { data } = await explain(member.id, "record:delete");
  expect(data.explainAccess.rules.map(({ reason }: { reason: string }) => reason)).toContain(
    "The role Viewer lacks record:delete.",
  );
});

test("a user who is no member, and one who is locked", async () => {
  const stranger = await seedUser(rooms, tenant.tenantId);
  expect(await outcomes(stranger, "record:read")).toEqual({
    isAllowed: false,
    TENANT_STATUS: "PASSES",
    CREDENTIAL: "PASSES",
    MEMBERSHIP: "REFUSES",
  });
  const locked = await seedMember(rooms, tenant.tenantId, "Developer");
  const LOCK = 'mutation ($id: ID!) { lockUser(input: { id: $id, reason: "left" }) { user { id } } }';
  expect((await inIdentity(LOCK, { id: locked.userId })).refusals).toEqual([]);
  expect(await outcomes(locked.id, "record:read")).toMatchObject({ isAllowed: false, CREDENTIAL: "REFUSES" });
});

test("a role that is limited to collections passes for these, refuses for others, and depends where none is named", async () => {
  const CREATE = 'mutation { createApiKey(input: { name: "k", role: "Editor" }) { apiKey { id } } }';
  const { apiKey } = (await inIdentity(CREATE)).data.createApiKey;
  expect(await outcomes(apiKey.id, "record:read", "notes")).toMatchObject({ isAllowed: true, COLLECTION: "PASSES" });
  expect(await outcomes(apiKey.id, "record:read", "wages")).toMatchObject({ isAllowed: false, COLLECTION: "REFUSES" });
  expect(await outcomes(apiKey.id, "record:read")).toMatchObject({ isAllowed: true, COLLECTION: "DEPENDS" });
  await inIdentity("mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }", { id: apiKey.id });
  expect(await outcomes(apiKey.id, "record:read", "notes")).toMatchObject({ isAllowed: false, CREDENTIAL: "REFUSES" });
});

test("what takes a recent sign-in is said of people and not of keys", async () => {
  expect(await outcomes(tenant.adminMemberId, "api-key:create")).toMatchObject({
    isAllowed: true,
    RECENT_SIGN_IN: "DEPENDS",
  });
  expect(await outcomes(tenant.as.Admin.id, "api-key:create")).not.toHaveProperty("RECENT_SIGN_IN");
});

test("a suspended tenant refuses, and its Admins' reading passes", async () => {
  const other = await seedTenant(rooms);
  await suspendTenant(rooms.tenancy.subgraph.context(requestOf(platformPrincipal(other.tenantId))), { reason: "x" });
  const asked = (permission: string, role: "Admin" | "Viewer") =>
    outcomes(other.as[role].id, permission, undefined, other.as.Admin);
  expect(await asked("record:read", "Admin")).toMatchObject({ isAllowed: true });
  expect(await asked("record:create", "Admin")).toMatchObject({ isAllowed: false, TENANT_STATUS: "REFUSES" });
  expect(await asked("record:read", "Viewer")).toMatchObject({ isAllowed: false, TENANT_STATUS: "REFUSES" });
});

describe("bad input", () => {
  test.each([
    ["a permission that there is not", "root:everything", undefined, "permission"],
    ["what is no name of a collection", "record:read", "Notes!", "resource"],
  ])("%s is named", async (_what, permission, resource, path) => {
    const { refusals } = await explain(tenant.adminMemberId, permission, resource);
    expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path }] }]);
  });
});

describe("security", () => {
  test("it takes both permissions", async () => {
    const { permissions } = tenant.as.Admin;
    for (const lacking of ["member:read", "role:read"] as const) {
      const caller = withPermissions(tenant.as.Admin, new Set([...permissions].filter((one) => one !== lacking)));
      const { refusals } = await explain(tenant.adminMemberId, "record:read", undefined, caller);
      expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: [lacking] } }]);
    }
    const { refusals } = await explain(tenant.adminMemberId, "record:read", undefined, ANONYMOUS);
    expect(refusals).toMatchObject([{ code: "UNAUTHENTICATED" }]);
  });

  test("who may not see keys and machines is told nothing about them", async () => {
    for (const [id, permission] of [
      [tenant.as.Admin.id, "api-key:read"],
      [encodeId("oauthClient", newUuid()), "oauth-client:read"],
    ] as const) {
      const { refusals } = await explain(id, "record:read", undefined, tenant.as.Viewer);
      expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: [permission] } }]);
    }
  });

  test.each(["member", "user", "apiKey", "oauthClient"] as const)(
    "another tenant's %s is answered as an id of nothing",
    async (kind) => {
      const other = await seedTenant(rooms);
      const theirs = { member: other.adminMemberId, user: other.adminUserId, apiKey: other.as.Admin.id };
      const foreign = kind === "oauthClient" ? encodeId(kind, newUuid()) : theirs[kind];
      const nothing = await explain(encodeId(kind, newUuid()), "record:read");
      expect(nothing.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
      expect(await explain(foreign, "record:read")).toEqual(nothing);
    },
  );
});
