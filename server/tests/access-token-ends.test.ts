import { lockUser } from "@bulkhead/identity/src/domain/lock-user.ts";
import { revokeOAuthClient } from "@bulkhead/identity/src/domain/revoke-oauth-client.ts";
import { unlockUser } from "@bulkhead/identity/src/domain/unlock-user.ts";
import { endGrants } from "@bulkhead/identity/src/grants.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { removeMember } from "@bulkhead/tenancy/src/domain/remove-member.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { revokeToken, seedGrant, seedInstallationClient } from "../../tests/testkit/grants.ts";
import { requestOf } from "../../tests/testkit/rooms.ts";
import { until } from "../../tests/testkit/until.ts";
import { type Edge, openEdge, openTokenWorld, PLACES } from "./token-fixture.ts";

/** What ends an access token before its time. */
const world = await openTokenWorld();
afterAll(world.stop);

describe.each(PLACES)("%s the rooms", (where) => {
  let edge: Edge;
  beforeEach(async () => {
    edge = await openEdge(world, where);
    return () => edge.stop();
  });

  test("a grant that ended opens nothing, and the user's others go on", async () => {
    const { token, userId, clientId, grantId, tenantId } = await world.signedIn();
    const another = await seedGrant(world.owner, { tenantId, userId, clientId });
    const kept = await world.sign({ tenantId, userId, clientId, grantId: another });
    await edge.endsWith(token, () =>
      withTenant(world.rooms.platform.databases.identity, tenantId, (tx) =>
        endGrants(tx, world.asOperator(), { ids: [grantId] }, "REVOKED"),
      ),
    );
    expect(await edge.opens(kept)).toBeDefined();
  });

  test("a token revoked by itself opens nothing, and its grant's others go on", async () => {
    const { token, sign, grantId, tenantId } = await world.signedIn();
    const jti = newUuid();
    const revoked = await sign({ claims: { jti } });
    await edge.endsWith(revoked, () => revokeToken(world.owner, tenantId, grantId, jti));
    expect(await edge.opens(token)).toBeDefined();
  });

  test("a machine's token revoked by itself opens nothing, and its others go on", async () => {
    const { token, sign, clientId } = await world.machine();
    const jti = newUuid();
    const revoked = await sign({ claims: { jti } });
    const { owner } = world;
    await edge.endsWith(revoked, () => revokeToken(owner, world.tenant.tenantId, clientId, jti));
    expect(await edge.opens(token)).toBeDefined();
  });

  test("a locked user is shut out, by a grant made in the same moment too", async () => {
    const { token, userId, tenantId, clientId } = await world.signedIn();
    const id = encodeId("user", userId);
    await edge.endsWith(token, () => lockUser(world.identityCtx(), { id, reason: "test" }));
    const racing = await seedGrant(world.owner, { tenantId, userId, clientId });
    const late = await world.sign({ tenantId, userId, clientId, grantId: racing });
    expect(await edge.opens(late)).toBeUndefined();
    await unlockUser(world.identityCtx(), { id });
    await world.settled();
    expect(await edge.opens(token)).toBeUndefined();
    expect(await edge.opens(late)).toBeDefined();
  });

  test("a removed member is shut out", async () => {
    const { token, member } = await world.signedIn();
    await edge.endsWith(token, () => removeMember(world.tenancyCtx(), { id: member.id }));
  });

  test("a revoked client is shut out, a machine as well", async () => {
    const { token, clientId } = await world.signedIn();
    await edge.endsWith(token, () => revokeOAuthClient(world.identityCtx(), { id: encodeId("oauthClient", clientId) }));
    const own = await world.machine();
    await edge.endsWith(own.token, () =>
      revokeOAuthClient(world.identityCtx(), { id: encodeId("oauthClient", own.clientId) }),
    );
  });

  test("a client of the installation serves users of the tenant until it is revoked", async () => {
    const client = await seedInstallationClient(world.owner);
    const { token } = await world.signedIn("Viewer", client);
    const ctx = world.rooms.identity.subgraph.context(requestOf(platformPrincipal(INSTALLATION_ID)));
    await edge.endsWith(token, () => revokeOAuthClient(ctx, { id: encodeId("oauthClient", client) }));
  });

  test("a grant that has run out opens nothing, though nobody tells", async () => {
    const { tenantId, userId, clientId } = await world.signedIn();
    const { owner } = world;
    const grantId = await seedGrant(owner, { tenantId, userId, clientId }, "1 second");
    const token = await world.sign({ tenantId, userId, clientId, grantId });
    expect(await edge.opens(token)).toBeDefined();
    await until(async () => (await edge.opens(token)) === undefined);
    expect(edge.recall(token)).toBeUndefined();
  });
});
