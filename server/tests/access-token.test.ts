import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { changeMemberRole } from "@bulkhead/tenancy/src/domain/change-member-role.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { tenantConfig } from "@bulkhead/tenancy/src/domain/tenant-config.ts";
import { updateTenantConfig } from "@bulkhead/tenancy/src/domain/update-tenant-config.ts";
import { predefinedRole } from "@bulkhead/tenancy/src/roles.ts";
import type { SettingsChange } from "@bulkhead/tenancy/src/settings/change.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { requestOf, seedTenant } from "../../tests/testkit/rooms.ts";
import { type Edge, openEdge, openTokenWorld, PLACES } from "./token-fixture.ts";

/** What an access token of the authorisation server opens at the edge. */
const world = await openTokenWorld();
afterAll(world.stop);

describe.each(PLACES)("%s the rooms", (where) => {
  let edge: Edge;
  beforeEach(async () => {
    edge = await openEdge(world, where);
    return () => edge.stop();
  });

  test("a user's token opens what their role is now, and says how they signed in", async () => {
    const { token, userId, clientId, grantId } = await world.signedIn("Developer");
    const principal = await edge.opens(token);
    expect(principal).toMatchObject({
      kind: "user",
      id: encodeId("user", userId),
      tenantId: world.tenant.tenantId,
      // The token says Admin, as a token does that was made before a change.
      roles: ["Developer"],
      grantId: encodeId("grant", grantId),
      clientId: encodeId("oauthClient", clientId),
      acr: "urn:bulkhead:acr:single-factor",
      amr: ["pwd"],
    });
    expect(principal?.permissions).toEqual(predefinedRole("Developer")?.permissions);
    expect(principal?.expiresAt).toBeGreaterThan(Date.now() / 1_000);
    expect(await edge.recalled(token)).toBe(principal);
    expect(await edge.opens(token)).toBe(principal);
  });

  test("a machine's token opens what its client's role is", async () => {
    const { token, clientId } = await world.machine("Viewer");
    const principal = await edge.opens(token);
    const id = encodeId("oauthClient", clientId);
    expect(principal).toMatchObject({
      kind: "client",
      id,
      clientId: id,
      tenantId: world.tenant.tenantId,
      roles: ["Viewer"],
    });
    expect(principal).not.toHaveProperty("grantId");
    expect(await edge.recalled(token)).toBe(principal);
  });

  test("scopes that name permissions narrow the role and never widen it", async () => {
    const { sign } = await world.signedIn("Viewer");
    const permissionsOf = async (scope: string) => [
      ...((await edge.opens(await sign({ claims: { scope } })))?.permissions ?? []),
    ];
    expect(await permissionsOf("openid record:read member:remove")).toEqual(["record:read"]);
    expect(await permissionsOf("member:remove")).toEqual([]);
    expect(await permissionsOf("openid profile")).toEqual([...(predefinedRole("Viewer")?.permissions ?? [])]);
    expect((await permissionsOf(PERMISSIONS.join(" "))).toSorted()).toEqual(
      await permissionsOf("").then((all) => all.toSorted()),
    );
  });

  test("equal scopes of one role are one set, so that decisions are found again", async () => {
    const [one, two] = [await world.signedIn(), await world.signedIn()];
    const scope = "record:read collection:read";
    const [first, second] = await Promise.all([
      edge.opens(await one.sign({ claims: { scope } })),
      edge.opens(await two.sign({ claims: { scope: "collection:read  record:read" } })),
    ]);
    expect(first?.permissions).toBe(second?.permissions);
    expect(first?.permissionsKey).toBe(second?.permissionsKey);
  });

  test("what the tenant asks of its users comes with them, as it is now, and with nobody else", async () => {
    const [{ token }, { token: ofMachine }] = [await world.signedIn(), await world.machine()];
    expect(await edge.opens(token)).not.toHaveProperty("demand");
    const { security } = await configure({ security: { mfa: "PHISHING_RESISTANT", mfaGraceDays: 2 } });
    const mfaEnforcedFrom = Date.parse(security.mfaEnforcedFrom ?? "");
    const demand = { mfa: "PHISHING_RESISTANT", mfaBefore: "OPTIONAL", mfaEnforcedFrom };
    expect(await edge.opens(token)).toMatchObject({ roles: ["Developer"], demand });
    expect(await edge.recalled(token)).toBe(await edge.opens(token));
    expect(await edge.opens(ofMachine)).not.toHaveProperty("demand");
    await configure({ security: { mfa: null, mfaGraceDays: null } });
    expect(await edge.opens(token)).not.toHaveProperty("demand");
  });

  /** Adds a version of the tenant's settings. */
  async function configure(change: SettingsChange) {
    const { version: expectedVersion } = await tenantConfig(world.tenancyCtx());
    const made = await updateTenantConfig(world.tenancyCtx(), { expectedVersion, reason: "test", ...change });
    await world.settled();
    return made.tenantConfig;
  }

  test("another role acts at once, without another token", async () => {
    const { token, member } = await world.signedIn("Developer");
    const before = await edge.opens(token);
    await changeMemberRole(world.tenancyCtx(), { id: member.id, role: "Viewer" });
    await world.settled();
    const after = await edge.opens(token);
    expect(before?.permissions.has("record:create")).toBe(true);
    expect(after).toMatchObject({ roles: ["Viewer"] });
    expect(after?.permissions.has("record:create")).toBe(false);
  });
});

test("what a member is in a tenant is told to whoever signs them in", async () => {
  const { tenant, other, rooms } = world;
  const { tenantId } = tenant;
  const userId = tryDecodeId("user", tenant.adminUserId) ?? "";
  const expected = { role: "Admin", slug: tenant.slug, tenantName: `Tenant ${tenant.slug}`, status: "ACTIVE" };
  expect(await rooms.tenancy.membershipOf(tenantId, userId)).toEqual(expected);
  expect(await rooms.tenancy.calls.membershipOf({ tenantId, userId })).toEqual(expected);
  expect(await rooms.tenancy.membershipOf(other.tenantId, userId)).toBeUndefined();
  expect(await rooms.tenancy.calls.membershipOf({ tenantId: other.tenantId, userId })).toBeNull();
});

test("who the Admins of a tenant are is told to whoever deletes accounts; none of a suspended one", async () => {
  const { tenant, rooms } = world;
  const admins = [tryDecodeId("user", tenant.adminUserId) ?? ""];
  const { adminsOf, calls } = rooms.tenancy;
  expect([await adminsOf(tenant.tenantId), await calls.adminsOf({ tenantId: tenant.tenantId })]).toEqual([
    admins,
    admins,
  ]);
  const suspended = await seedTenant(rooms);
  const operator = rooms.tenancy.subgraph.context(requestOf(platformPrincipal(suspended.tenantId)));
  await suspendTenant(operator, { reason: "unpaid" });
  expect(await adminsOf(suspended.tenantId)).toEqual([]);
  expect(await adminsOf(newUuid())).toEqual([]);
});
