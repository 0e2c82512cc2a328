import { revokeApiKey } from "@bulkhead/identity/src/domain/revoke-api-key.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { decodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { DEFAULT_SETTINGS } from "@bulkhead/kernel/tenant-settings.ts";
import { createAuthentication } from "@bulkhead/server/authenticate.ts";
import type { RemoteCall } from "@bulkhead/server/remote-call.ts";
import { createRemoteIdentity } from "@bulkhead/server/remote-identity.ts";
import { createRemoteTenancy } from "@bulkhead/server/remote-tenancy.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { updateTenantConfig } from "@bulkhead/tenancy/src/domain/update-tenant-config.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testTokens } from "../../tests/testkit/access-tokens.ts";
import { seedInvitation } from "../../tests/testkit/invitations.ts";
import { dataAddress, png } from "../../tests/testkit/pictures.ts";
import {
  activateUsers,
  openTestRooms,
  requestOf,
  seedMember,
  seedTenant,
  type TestRooms,
  type TestTenant,
} from "../../tests/testkit/rooms.ts";
import { until } from "../../tests/testkit/until.ts";

const UUID = "0195c3a4-0000-7000-8000-000000000001";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

let tenant: TestTenant;
let remote: ReturnType<typeof openRemote>;
beforeEach(async () => {
  tenant = await seedTenant(rooms);
  await rooms.platform.feed.settled();
  remote = openRemote();
  return () => remote.stop();
});

/** What a gateway apart from the rooms has of them; the hop itself is the wire's matter, here it is JSON there and back. */
function openRemote() {
  const { feed } = rooms.platform;
  const asked: { name: string; input: unknown }[] = [];
  let away = false;
  type Calls = Record<string, (given: unknown, request?: RequestContext) => Promise<unknown>>;
  const callOf =
    (calls: object): RemoteCall =>
    async (name, input, how) => {
      asked.push({ name, input });
      if (away) throw new AppError("SUBGRAPH_UNAVAILABLE", "It does not answer.");
      return overWire(await (calls as Calls)[name]?.(overWire(input), how?.request));
    };
  const identity = createRemoteIdentity({ call: callOf(rooms.identity.calls), feed, environment: "test" });
  const tenancy = createRemoteTenancy({ call: callOf(rooms.tenancy.calls), feed });
  return {
    ...createAuthentication({ identity, tenancy }, testTokens(rooms.platform.databases.gateway)),
    identity,
    tenancy,
    asked,
    goAway: () => {
      away = true;
    },
    stop() {
      identity.stop();
      tenancy.stop();
    },
  };
}

const overWire = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

async function revoke(role: "Developer" | "Viewer"): Promise<void> {
  await revokeApiKey(rooms.identity.subgraph.context(requestOf(tenant.as.Admin)), { id: tenant.as[role].id });
}

test("a key opens the same principal as beside the rooms, and is asked about once", async () => {
  const first = await remote.authenticate(tenant.keys.Developer);
  expect(first).toEqual(tenant.as.Developer);
  expect(await remote.authenticate(tenant.keys.Developer)).toBe(first);
  expect(remote.recall(tenant.keys.Developer)).toBe(first);
  expect(remote.asked.map(({ name }) => name)).toEqual(["authenticateApiKey", "policyOf"]);
});

test("a text with a wrong checksum, and a key of another environment, are refused without a call", async () => {
  const { Admin: key } = tenant.keys;
  const mistyped = key.slice(0, -1) + (key.endsWith("x") ? "y" : "x");
  for (const bearer of ["", "nonsense", mistyped, key.replace("bh_test_", "bh_live_")])
    expect(await remote.authenticate(bearer)).toBeUndefined();
  expect(remote.asked).toEqual([]);
});

test("a revoked key is refused once the feed has said so, whatever was kept", async () => {
  await remote.authenticate(tenant.keys.Viewer);
  await revoke("Viewer");
  expect(remote.recall(tenant.keys.Viewer)).toBeUndefined();
  expect(await remote.authenticate(tenant.keys.Viewer)).toBeUndefined();
  expect(await remote.authenticate(tenant.keys.Developer)).toMatchObject({ roles: ["Developer"] });
});

test("the answer comes from the table, though the room itself still holds what was before", async () => {
  // A room that has not heard from its feed for a second believes nothing it holds.
  await until(async () => rooms.platform.feed.lagMs() < 200);
  // The rooms know key and tenant; the changes come without their knowledge, as from a process a moment ahead of their feed.
  await rooms.identity.authenticateApiKey(tenant.keys.Viewer);
  await rooms.tenancy.policyOf(tenant.tenantId);
  await rooms.platform.databases.owner.pool.query(
    "update identity.api_key set revoked_at = now() where tenant_id = $1 and role = 'Viewer'",
    [tenant.tenantId],
  );
  expect(rooms.identity.recallApiKey(tenant.keys.Viewer)).toBeDefined();
  expect(await remote.authenticate(tenant.keys.Viewer)).toBeUndefined();
  await rooms.platform.databases.owner.pool.query(
    "update tenancy.tenant set status = 'SUSPENDED', suspended_reason = 'test' where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(rooms.tenancy.recallPolicy(tenant.tenantId)).toMatchObject({ status: "ACTIVE" });
  expect((await remote.tenantStanding(tenant.tenantId))?.status).toBe("SUSPENDED");
});

test("many who come with the same key at once make one call, and so do many with one that opens nothing", async () => {
  const unknown = tenant.keys.Viewer;
  await revoke("Viewer");
  await Promise.all(Array.from({ length: 20 }, () => remote.authenticate(tenant.keys.Developer)));
  expect(remote.asked.filter(({ name }) => name === "authenticateApiKey")).toHaveLength(1);
  await Promise.all(Array.from({ length: 20 }, () => remote.authenticate(unknown)));
  expect(remote.asked.filter(({ name }) => name === "authenticateApiKey")).toHaveLength(2);
});

test("a suspended tenant and its roles are known as soon as the feed has said so", async () => {
  expect((await remote.tenantStanding(tenant.tenantId))?.status).toBe("ACTIVE");
  await suspendTenant(rooms.tenancy.subgraph.context(requestOf(platformPrincipal(tenant.tenantId))), {
    reason: "test",
  });
  expect((await remote.tenantStanding(tenant.tenantId))?.status).toBe("SUSPENDED");
  expect(await remote.tenantStanding(newUuid())).toBeUndefined();
});

test("settings and looks are known as soon as the feed has said so, and the same as beside the rooms", async () => {
  expect((await remote.tenancy.policyOf(tenant.tenantId))?.settings).toBe(DEFAULT_SETTINGS);
  expect(await remote.tenancy.brandOf(tenant.tenantId)).toMatchObject({ name: `Tenant ${tenant.slug}`, logo: null });
  const branding = { displayName: "Acme", logo: dataAddress(png(8, 8)), accentColour: "#0b5cad" };
  const security = { mfa: "REQUIRED", sessionHours: 12, allowedNetworks: ["203.0.113.0/24"] };
  const change = { expectedVersion: 0, reason: "test", branding, security };
  await updateTenantConfig(rooms.tenancy.subgraph.context(requestOf(tenant.as.Admin)), change);
  await rooms.platform.feed.settled();
  const [apart, beside] = [
    await remote.tenancy.policyOf(tenant.tenantId),
    await rooms.tenancy.policyOf(tenant.tenantId),
  ];
  expect(apart?.settings).toMatchObject({ mfa: "REQUIRED", mfaBefore: "OPTIONAL", sessionHours: 12 });
  expect(apart?.settings).toEqual(beside?.settings);
  expect(apart?.permissionsOf("Viewer")).toEqual(beside?.permissionsOf("Viewer"));
  expect(await remote.tenancy.brandOf(tenant.tenantId)).toEqual({
    name: "Acme",
    logo: branding.logo,
    accentColour: "#0b5cad",
    timeZone: null,
  });
  expect(remote.asked.filter(({ name }) => name === "brandOf")).toHaveLength(2);
  expect(await remote.tenancy.brandOf(newUuid())).toBeUndefined();
});

test("tenants with settings of their own still share their roles", async () => {
  const policies = [];
  for (const mfaGraceDays of [1, 2]) {
    const one = await seedTenant(rooms);
    const change = { expectedVersion: 0, reason: "test", security: { mfa: "REQUIRED", mfaGraceDays } };
    await updateTenantConfig(rooms.tenancy.subgraph.context(requestOf(one.as.Admin)), change);
    policies.push(await remote.tenancy.policyOf(one.tenantId));
  }
  const [one, two] = policies;
  expect(one?.settings).not.toEqual(two?.settings);
  expect(one?.permissionsOf).toBe(two?.permissionsOf);
  expect(one?.permissionsOf("Admin")).toBe((await remote.tenancy.policyOf(tenant.tenantId))?.permissionsOf("Admin"));
});

test("equal roles of different tenants share their permissions", async () => {
  const other = await seedTenant(rooms);
  const [one, two] = await Promise.all([
    remote.tenancy.policyOf(tenant.tenantId),
    remote.tenancy.policyOf(other.tenantId),
  ]);
  expect(one).toBe(two);
  expect(one?.permissionsOf("Viewer")).toEqual(new Set(tenant.as.Viewer.permissions));
  expect(one?.permissionsOf("Nobody")).toBeUndefined();
});

test("while the rooms do not answer, what is at hand works and everything else is refused as unavailable", async () => {
  await remote.authenticate(tenant.keys.Developer);
  remote.goAway();
  expect(await remote.authenticate(tenant.keys.Developer)).toMatchObject({ roles: ["Developer"] });
  await expect(remote.authenticate(tenant.keys.Admin)).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
  await expect(remote.tenantStanding(newUuid())).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
});

test.each([
  ["a text", "yes"],
  ["another shape", { id: "key_1", tenantId: "not a uuid", role: "Admin" }],
  ["nothing at all", undefined],
])("an answer that is %s opens nothing", async (_what, answer) => {
  const { feed } = rooms.platform;
  const identity = createRemoteIdentity({ call: async () => answer, feed, environment: "test" });
  const tenancy = createRemoteTenancy({ call: async () => answer, feed });
  await expect(identity.authenticateApiKey(tenant.keys.Admin)).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
  await expect(tenancy.policyOf(tenant.tenantId)).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
  await expect(tenancy.brandOf(tenant.tenantId)).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
  await expect(tenancy.memberRoles.get(UUID, UUID)).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
  const { grants, users, clients } = identity.standing;
  for (const known of [grants, users, clients])
    await expect(known.get(UUID, UUID)).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
  identity.stop();
  tenancy.stop();
});

test("a permission that this process does not know is none", async () => {
  const { feed } = rooms.platform;
  const roles = [{ name: "Odd", permissions: ["record:read", "tenant:suspend", "future:thing"] }];
  const tenancy = createRemoteTenancy({ call: async () => ({ status: "ACTIVE", roles }), feed });
  const policy = await tenancy.policyOf(tenant.tenantId);
  expect(policy?.permissionsOf("Odd")).toEqual(new Set(["record:read"]));
  tenancy.stop();
});

test("settings of a room of the version before are the defaults, and settings that are unreadable open nothing", async () => {
  const { feed } = rooms.platform;
  const settingsOf = async (settings: unknown) => {
    const tenancy = createRemoteTenancy({ call: async () => ({ status: "ACTIVE", roles: [], settings }), feed });
    return Promise.resolve(tenancy.policyOf(tenant.tenantId)).finally(() => tenancy.stop());
  };
  expect((await settingsOf(undefined))?.settings).toBe(DEFAULT_SETTINGS);
  for (const settings of [
    null,
    {},
    { ...DEFAULT_SETTINGS, uploadBytes: "many" },
    { ...DEFAULT_SETTINGS, allowedNetworks: "none" },
    { mfa: "NEWER", mfaBefore: "OFF", mfaEnforcedFrom: 0 },
    { mfa: "OFF" },
    "OFF",
  ])
    await expect(settingsOf(settings)).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
});

test("a user is looked up in its own tenant, and for somebody only in theirs", async () => {
  const other = await seedTenant(rooms);
  const { userExists } = rooms.identity.calls;
  const userId = await userUuid();
  expect(await remote.identity.userExists(tenant.tenantId, userId)).toBe(true);
  expect(await remote.identity.userExists(other.tenantId, userId)).toBe(false);
  const input = { tenantId: tenant.tenantId, userId };
  expect(await userExists(input, requestOf(tenant.as.Viewer))).toBe(true);
  expect(await userExists(input, requestOf(other.as.Admin))).toBe(false);
});

test("who can sign in is identity's word, of its own tenant; an answer of another shape keeps nobody", async () => {
  const { feed } = rooms.platform;
  const other = await seedTenant(rooms);
  const first = await userUuid();
  const { userId } = await seedMember(rooms, tenant.tenantId, "Admin");
  const second = decodeId("user", userId, "");
  const waysIn = (tenantId: string) => remote.identity.waysIn(tenantId, [first, second, UUID]);
  expect((await waysIn(tenant.tenantId)).sort()).toEqual([first, second].sort());
  await activateUsers(rooms, [userId]);
  expect(await waysIn(tenant.tenantId)).toEqual([second]);
  expect(await waysIn(other.tenantId)).toEqual([]);
  for (const answer of [null, {}, [7], ["'; drop"]]) {
    const identity = createRemoteIdentity({ call: async () => answer, feed, environment: "test" });
    await expect(identity.waysIn(UUID, [])).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
    identity.stop();
  }
});

test("an invitation is prepared, looked up and accepted as beside the rooms", async () => {
  const { invitations } = remote.identity;
  const { tenantId } = tenant;
  expect(await invitations.inviteeOf(tenantId, "Ada@people.example")).toEqual({
    email: "Ada@people.example",
    emailKey: "ada@people.example",
    userId: null,
    isLocked: false,
  });
  expect(await invitations.inviteeOf(tenantId, "no address")).toMatchObject({ faults: [{ path: "input.email" }] });
  expect(await invitations.inviterOf(tenantId, tenant.as.Admin.id)).toEqual({ role: "Admin", stands: true });
  expect(await invitations.inviterOf(tenantId, "usr_nobody")).toEqual({ role: undefined, stands: false });
  const letter = { to: "a@b.example", tenantName: "T", role: "Viewer", message: null, token: "t", expiresAt: "" };
  const sealed = await invitations.sealInvitation(requestOf(tenant.as.Admin), tenantId, letter);
  expect(sealed).toEqual({ url: "https://bulkhead.example/account/invitation?token=t", job: null, isShown: false });
  const other = requestOf((await seedTenant(rooms)).as.Admin);
  await expect(invitations.sealInvitation(other, tenantId, letter)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });

  const { token } = await seedInvitation(rooms, tenant);
  expect(await remote.tenancy.invitationOf(token)).toEqual(await rooms.tenancy.invitationOf(token));
  expect(await remote.tenancy.invitationOf("nonsense")).toBeUndefined();
  const accepted = { token, userId: await userUuid(), requestId: "req_1", clientAddress: null };
  expect(await remote.tenancy.acceptInvitation(accepted)).toBe("ACCEPTED");
  expect(await remote.tenancy.invitationOf(token)).toBeUndefined();
});

async function userUuid(): Promise<string> {
  const { rows } = await rooms.platform.databases.owner.pool.query(
    `select id from identity."user" where tenant_id = $1`,
    [tenant.tenantId],
  );
  return rows[0].id;
}

test.each([
  ["authenticateApiKey", undefined],
  ["authenticateApiKey", { key: 7 }],
  ["userExists", { tenantId: "x", userId: UUID }],
  ["userExists", { tenantId: UUID }],
  ["grantStanding", { tenantId: UUID }],
  ["userStanding", { tenantId: UUID, id: 7 }],
  ["clientStanding", null],
  ["inviteeOf", { tenantId: UUID }],
  ["sealInvitation", { tenantId: UUID }],
  ["inviterOf", { tenantId: UUID }],
  ["waysIn", { tenantId: UUID }],
  ["waysIn", { tenantId: UUID, userIds: ["x"] }],
  ["waysIn", { tenantId: "x", userIds: [] }],
] as const)("the call %s refuses %j", async (name, input) => {
  await expect(rooms.identity.calls[name](input)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
});

test.each([null, {}, { tenantId: "'; drop" }])("tenancy's calls refuse %j", async (input) => {
  const { policyOf, membershipOf, adminsOf, brandOf, acceptInvitation } = rooms.tenancy.calls;
  await expect(adminsOf(input)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  await expect(acceptInvitation(input)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  await expect(brandOf(input)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  await expect(policyOf(input)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  await expect(membershipOf(input)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  await expect(membershipOf({ tenantId: UUID, ...input })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
});

test("Admins are whom the tenancy room names, and an answer of another shape keeps nobody", async () => {
  const { feed } = rooms.platform;
  const answering = (answer: unknown) => createRemoteTenancy({ call: async () => answer, feed });
  const told = await rooms.tenancy.adminsOf(tenant.tenantId);
  expect(await remote.tenancy.adminsOf(tenant.tenantId)).toEqual(told);
  expect(told).toHaveLength(1);
  for (const answer of [null, {}, [7], ["'; drop"]]) {
    const tenancy = answering(answer);
    await expect(tenancy.adminsOf(tenant.tenantId)).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
    tenancy.stop();
  }
});
