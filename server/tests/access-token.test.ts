import { lockUser } from "@bulkhead/identity/src/domain/lock-user.ts";
import { revokeOAuthClient } from "@bulkhead/identity/src/domain/revoke-oauth-client.ts";
import { unlockUser } from "@bulkhead/identity/src/domain/unlock-user.ts";
import { endGrants } from "@bulkhead/identity/src/grants.ts";
import type { Presented } from "@bulkhead/kernel/access-token-principal.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { createAuthentication } from "@bulkhead/server/authenticate.ts";
import { createRemoteIdentity } from "@bulkhead/server/remote-identity.ts";
import { createRemoteTenancy } from "@bulkhead/server/remote-tenancy.ts";
import { changeMemberRole } from "@bulkhead/tenancy/src/domain/change-member-role.ts";
import { removeMember } from "@bulkhead/tenancy/src/domain/remove-member.ts";
import { tenantConfig } from "@bulkhead/tenancy/src/domain/tenant-config.ts";
import { updateTenantConfig } from "@bulkhead/tenancy/src/domain/update-tenant-config.ts";
import { findRole } from "@bulkhead/tenancy/src/roles.ts";
import type { SettingsChange } from "@bulkhead/tenancy/src/settings/change.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createTestKeys,
  newProofKey,
  ORIGIN,
  proofOf,
  signToken,
  type TokenChanges,
  testTokens,
} from "../../tests/testkit/access-tokens.ts";
import { revokeToken, seedClient, seedGrant, seedInstallationClient } from "../../tests/testkit/grants.ts";
import {
  openTestRooms,
  type RoleName,
  requestOf,
  seedMember,
  seedTenant,
  type TestRooms,
  type TestTenant,
} from "../../tests/testkit/rooms.ts";
import { until } from "../../tests/testkit/until.ts";

let rooms: TestRooms;
let tenant: TestTenant;
let other: TestTenant;
const keys = createTestKeys();
beforeAll(async () => {
  rooms = await openTestRooms();
  [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
});
afterAll(() => rooms.stop());

/** Beside the rooms, and apart from them: there the hop is JSON there and back. */
function openAuthentication(where: "beside" | "apart") {
  const { feed, databases } = rooms.platform;
  const tokens = testTokens(databases.gateway, keys);
  if (where === "beside") return { ...createAuthentication(rooms, tokens), stop() {} };
  const callOf = (calls: object) => async (name: string, input: unknown) => {
    const answer = await (calls as Record<string, (given: unknown) => Promise<unknown>>)[name]?.(overWire(input));
    return overWire(answer);
  };
  const identity = createRemoteIdentity({ call: callOf(rooms.identity.calls), feed, environment: "test" });
  const tenancy = createRemoteTenancy({ call: callOf(rooms.tenancy.calls), feed });
  return {
    ...createAuthentication({ identity, tenancy }, tokens),
    stop() {
      identity.stop();
      tenancy.stop();
    },
  };
}

const overWire = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

/** A member of the tenant who let a client do something. */
async function signedIn(role: RoleName = "Developer", client?: string) {
  const { owner } = rooms.platform.databases;
  const { tenantId } = tenant;
  const member = await seedMember(rooms, tenantId, role);
  const userId = tryDecodeId("user", member.userId) ?? "";
  const clientId = client ?? (await seedClient(owner, tenantId));
  const grantId = await seedGrant(owner, { tenantId, userId, clientId });
  const subject = { tenantId, userId, clientId, grantId };
  const sign = (changes?: TokenChanges) => signToken(keys, subject, changes);
  return { ...subject, member, sign, token: await sign() };
}

async function machine(role: RoleName = "Developer") {
  const { tenantId } = tenant;
  const clientId = await seedClient(rooms.platform.databases.owner, tenantId, role);
  const sign = (changes?: TokenChanges) => signToken(keys, { tenantId, clientId }, changes);
  return { clientId, sign, token: await sign() };
}

const asOperator = () => requestOf(platformPrincipal(tenant.tenantId));
const tenancyCtx = () => rooms.tenancy.subgraph.context(asOperator());
const identityCtx = () => rooms.identity.subgraph.context(asOperator());
const settled = () => rooms.platform.feed.settled();

describe.each(["beside", "apart"] as const)("%s the rooms", (where) => {
  let authentication: ReturnType<typeof openAuthentication>;
  beforeEach(async () => {
    await settled();
    authentication = openAuthentication(where);
    return () => authentication.stop();
  });

  const opens = (token: string, presented?: Presented) => authentication.authenticate(token, presented);

  /** What is kept of a token. On a busy machine news may be too old for anything to be kept: then once more. */
  async function recalled(token: string, presented?: Presented, warm = () => opens(token, presented)) {
    await until(async () => {
      await warm();
      return authentication.recall(token, presented) !== undefined;
    });
    return authentication.recall(token, presented);
  }

  /** Works, is at hand, and after the change is neither. */
  async function endsWith(token: string, change: () => Promise<unknown>): Promise<void> {
    expect(await recalled(token)).toBeDefined();
    await change();
    await settled();
    expect(authentication.recall(token)).toBeUndefined();
    expect(await opens(token)).toBeUndefined();
  }

  test("a user's token opens what their role is now, and says how they signed in", async () => {
    const { token, userId, clientId, grantId } = await signedIn("Developer");
    const principal = await opens(token);
    expect(principal).toMatchObject({
      kind: "user",
      id: encodeId("user", userId),
      tenantId: tenant.tenantId,
      // The token says Admin, as a token does that was made before a change.
      roles: ["Developer"],
      grantId: encodeId("grant", grantId),
      clientId: encodeId("oauthClient", clientId),
      acr: "urn:bulkhead:acr:single-factor",
      amr: ["pwd"],
    });
    expect(principal?.permissions).toEqual(findRole("Developer")?.permissions);
    expect(principal?.expiresAt).toBeGreaterThan(Date.now() / 1_000);
    expect(await recalled(token)).toBe(principal);
    expect(await opens(token)).toBe(principal);
  });

  test("a machine's token opens what its client's role is", async () => {
    const { token, clientId } = await machine("Viewer");
    const principal = await opens(token);
    const id = encodeId("oauthClient", clientId);
    expect(principal).toMatchObject({ kind: "client", id, clientId: id, tenantId: tenant.tenantId, roles: ["Viewer"] });
    expect(principal).not.toHaveProperty("grantId");
    expect(await recalled(token)).toBe(principal);
  });

  test("scopes that name permissions narrow the role and never widen it", async () => {
    const { sign } = await signedIn("Viewer");
    const permissionsOf = async (scope: string) => [
      ...((await opens(await sign({ claims: { scope } })))?.permissions ?? []),
    ];
    expect(await permissionsOf("openid record:read member:remove")).toEqual(["record:read"]);
    expect(await permissionsOf("member:remove")).toEqual([]);
    expect(await permissionsOf("openid profile")).toEqual([...(findRole("Viewer")?.permissions ?? [])]);
    expect((await permissionsOf(PERMISSIONS.join(" "))).toSorted()).toEqual(
      await permissionsOf("").then((all) => all.toSorted()),
    );
  });

  test("equal scopes of one role are one set, so that decisions are found again", async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const scope = "record:read collection:read";
    const [first, second] = await Promise.all([
      opens(await one.sign({ claims: { scope } })),
      opens(await two.sign({ claims: { scope: "collection:read  record:read" } })),
    ]);
    expect(first?.permissions).toBe(second?.permissions);
    expect(first?.permissionsKey).toBe(second?.permissionsKey);
  });

  test("what the tenant asks of its users comes with them, as it is now, and with nobody else", async () => {
    const [{ token }, { token: ofMachine }] = [await signedIn(), await machine()];
    expect(await opens(token)).not.toHaveProperty("demand");
    const { security } = await configure({ security: { mfa: "PHISHING_RESISTANT", mfaGraceDays: 2 } });
    const mfaEnforcedFrom = Date.parse(security.mfaEnforcedFrom ?? "");
    const demand = { mfa: "PHISHING_RESISTANT", mfaBefore: "OPTIONAL", mfaEnforcedFrom };
    expect(await opens(token)).toMatchObject({ roles: ["Developer"], demand });
    expect(await recalled(token)).toBe(await opens(token));
    expect(await opens(ofMachine)).not.toHaveProperty("demand");
    await configure({ security: { mfa: null, mfaGraceDays: null } });
    expect(await opens(token)).not.toHaveProperty("demand");
  });

  /** Adds a version of the tenant's settings. */
  async function configure(change: SettingsChange) {
    const { version: expectedVersion } = await tenantConfig(tenancyCtx());
    const made = await updateTenantConfig(tenancyCtx(), { expectedVersion, reason: "test", ...change });
    await settled();
    return made.tenantConfig;
  }

  test("another role acts at once, without another token", async () => {
    const { token, member } = await signedIn("Developer");
    const before = await opens(token);
    await changeMemberRole(tenancyCtx(), { id: member.id, role: "Viewer" });
    await settled();
    const after = await opens(token);
    expect(before?.permissions.has("record:create")).toBe(true);
    expect(after).toMatchObject({ roles: ["Viewer"] });
    expect(after?.permissions.has("record:create")).toBe(false);
  });

  test("a grant that ended opens nothing, and the user's others go on", async () => {
    const { token, userId, clientId, grantId, tenantId } = await signedIn();
    const another = await seedGrant(rooms.platform.databases.owner, { tenantId, userId, clientId });
    const kept = await signToken(keys, { tenantId, userId, clientId, grantId: another });
    await endsWith(token, () =>
      withTenant(rooms.platform.databases.identity, tenantId, (tx) =>
        endGrants(tx, asOperator(), { ids: [grantId] }, "REVOKED"),
      ),
    );
    expect(await opens(kept)).toBeDefined();
  });

  test("a token revoked by itself opens nothing, and its grant's others go on", async () => {
    const { token, sign, grantId, tenantId } = await signedIn();
    const jti = newUuid();
    const revoked = await sign({ claims: { jti } });
    await endsWith(revoked, () => revokeToken(rooms.platform.databases.owner, tenantId, grantId, jti));
    expect(await opens(token)).toBeDefined();
  });

  test("a machine's token revoked by itself opens nothing, and its others go on", async () => {
    const { token, sign, clientId } = await machine();
    const jti = newUuid();
    const revoked = await sign({ claims: { jti } });
    const { owner } = rooms.platform.databases;
    await endsWith(revoked, () => revokeToken(owner, tenant.tenantId, clientId, jti));
    expect(await opens(token)).toBeDefined();
  });

  test("a locked user is shut out, by a grant made in the same moment too", async () => {
    const { token, userId, tenantId, clientId } = await signedIn();
    const id = encodeId("user", userId);
    await endsWith(token, () => lockUser(identityCtx(), { id, reason: "test" }));
    const racing = await seedGrant(rooms.platform.databases.owner, { tenantId, userId, clientId });
    const late = await signToken(keys, { tenantId, userId, clientId, grantId: racing });
    expect(await opens(late)).toBeUndefined();
    await unlockUser(identityCtx(), { id });
    await settled();
    expect(await opens(token)).toBeUndefined();
    expect(await opens(late)).toBeDefined();
  });

  test("a removed member is shut out", async () => {
    const { token, member } = await signedIn();
    await endsWith(token, () => removeMember(tenancyCtx(), { id: member.id }));
  });

  test("a revoked client is shut out, a machine as well", async () => {
    const { token, clientId } = await signedIn();
    await endsWith(token, () => revokeOAuthClient(identityCtx(), { id: encodeId("oauthClient", clientId) }));
    const own = await machine();
    await endsWith(own.token, () => revokeOAuthClient(identityCtx(), { id: encodeId("oauthClient", own.clientId) }));
  });

  test("a client of the installation serves users of the tenant until it is revoked", async () => {
    const client = await seedInstallationClient(rooms.platform.databases.owner);
    const { token } = await signedIn("Viewer", client);
    const ctx = rooms.identity.subgraph.context(requestOf(platformPrincipal(INSTALLATION_ID)));
    await endsWith(token, () => revokeOAuthClient(ctx, { id: encodeId("oauthClient", client) }));
  });

  test("a grant that has run out opens nothing, though nobody tells", async () => {
    const { tenantId, userId, clientId } = await signedIn();
    const { owner } = rooms.platform.databases;
    const grantId = await seedGrant(owner, { tenantId, userId, clientId }, "1 second");
    const token = await signToken(keys, { tenantId, userId, clientId, grantId });
    expect(await opens(token)).toBeDefined();
    await until(async () => (await opens(token)) === undefined);
    expect(authentication.recall(token)).toBeUndefined();
  });

  describe("signed by us, and yet refused, is a token", () => {
    test("with a grant of another tenant, as is one with a grant that does not exist", async () => {
      const { tenantId } = other;
      const { owner } = rooms.platform.databases;
      const foreignUser = tryDecodeId("user", other.adminUserId) ?? "";
      const clientId = await seedClient(owner, tenantId);
      const grantId = await seedGrant(owner, { tenantId, userId: foreignUser, clientId });
      const theirs = await signToken(keys, { tenantId, userId: foreignUser, clientId, grantId });
      expect(await opens(theirs)).toMatchObject({ tenantId });
      const { userId, clientId: ownClient } = await signedIn();
      for (const subject of [
        { userId, clientId: ownClient, grantId },
        { userId: foreignUser, clientId, grantId },
        { userId, clientId: ownClient, grantId: newUuid() },
      ])
        expect(await opens(await signToken(keys, { tenantId: tenant.tenantId, ...subject }))).toBeUndefined();
    });

    test("of another user or client than its grant", async () => {
      const [one, two] = [await signedIn(), await signedIn()];
      const { tenantId, userId, clientId, grantId } = one;
      for (const subject of [
        { userId: two.userId, clientId, grantId },
        { userId, clientId: two.clientId, grantId },
      ])
        expect(await opens(await signToken(keys, { tenantId, ...subject }))).toBeUndefined();
    });

    test("of a machine that is none, or another tenant's", async () => {
      const { clientId } = await signedIn();
      const own = await machine();
      const { tenantId } = tenant;
      expect(await opens(await signToken(keys, { tenantId, clientId }))).toBeUndefined();
      expect(await opens(await signToken(keys, { tenantId: other.tenantId, clientId: own.clientId }))).toBeUndefined();
      expect(await opens(await signToken(keys, { tenantId: newUuid(), clientId: own.clientId }))).toBeUndefined();
      expect(await opens(await signToken(keys, { tenantId: INSTALLATION_ID, clientId: own.clientId }))).toBeUndefined();
    });

    test("of a user who has only a machine's client, and of one who was never a member", async () => {
      const own = await machine();
      const { userId, tenantId } = await signedIn();
      const { owner } = rooms.platform.databases;
      const grantId = await seedGrant(owner, { tenantId, userId, clientId: own.clientId });
      expect(await opens(await signToken(keys, { tenantId, userId, clientId: own.clientId, grantId }))).toBeUndefined();
    });
  });

  describe("a token bound to a key", () => {
    const url = `${ORIGIN}/graphql`;

    async function bound() {
      const key = await newProofKey();
      const { sign, token: free } = await signedIn();
      const token = await sign({ claims: { cnf: { jkt: key.thumbprint } } });
      const prove = async () => ({ jwt: await proofOf(key, { method: "POST", url, token }), method: "POST", url });
      return { key, token, free, prove };
    }

    test("opens with a proof, each time with another one", async () => {
      const { token, prove } = await bound();
      const proof = await prove();
      const principal = await opens(token, proof);
      expect(principal).toMatchObject({ kind: "user", roles: ["Developer"] });
      await expect(opens(token, proof)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      expect(await opens(token, await prove())).toBe(principal);
    });

    test("is never let in from memory by a proof, which must be looked at", async () => {
      const { token, prove } = await bound();
      expect(await recalled(token, "proved", async () => opens(token, await prove()))).toBeDefined();
      expect(authentication.recall(token, await prove())).toBeUndefined();
      expect(authentication.recall(token)).toBeUndefined();
    });

    test("is refused as a bearer token, though it was used with proofs before", async () => {
      const { token, prove } = await bound();
      await opens(token, await prove());
      expect(await opens(token)).toBeUndefined();
    });

    test("is refused with another's proof, and without", async () => {
      const { token } = await bound();
      const thief = await newProofKey();
      const jwt = await proofOf(thief, { method: "POST", url, token });
      for (const one of [jwt, undefined])
        await expect(opens(token, { jwt: one, method: "POST", url })).rejects.toMatchObject({
          extensions: { challenge: "invalid_dpop_proof" },
        });
    });

    test("spends no proof when it opens nothing", async () => {
      const { key, token, prove } = await bound();
      const proof = await prove();
      const before = await seenProofs();
      expect(
        await opens(await signToken(createTestKeys(), { tenantId: tenant.tenantId, clientId: newUuid() }), proof),
      ).toBeUndefined();
      expect(await seenProofs()).toBe(before);
      expect(await opens(token, proof)).toBeDefined();
      expect(await seenProofs()).toBe(before + 1);
      expect(key.thumbprint).toHaveLength(43);
    });

    test("a token that is not bound, and an API key, are no tokens of this scheme", async () => {
      const { free, prove } = await bound();
      const proof = await prove();
      expect(await opens(free, proof)).toBeUndefined();
      expect(await opens(free, "proved")).toBeUndefined();
      expect(authentication.recall(free, "proved")).toBeUndefined();
      expect(await opens(tenant.keys.Admin, proof)).toBeUndefined();
      expect(await opens(tenant.keys.Admin)).toBeDefined();
    });
  });
});

async function seenProofs(): Promise<number> {
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select count(*)::int as n from platform.seen_proof",
  );
  return rows[0].n;
}

test("what a member is in a tenant is told to whoever signs them in", async () => {
  const userId = tryDecodeId("user", tenant.adminUserId) ?? "";
  const expected = { role: "Admin", slug: tenant.slug, tenantName: `Tenant ${tenant.slug}`, status: "ACTIVE" };
  expect(await rooms.tenancy.membershipOf(tenant.tenantId, userId)).toEqual(expected);
  expect(await rooms.tenancy.calls.membershipOf({ tenantId: tenant.tenantId, userId })).toEqual(expected);
  expect(await rooms.tenancy.membershipOf(other.tenantId, userId)).toBeUndefined();
  expect(await rooms.tenancy.calls.membershipOf({ tenantId: other.tenantId, userId })).toBeNull();
});
