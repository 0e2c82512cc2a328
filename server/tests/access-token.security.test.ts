import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createTestKeys, newProofKey, ORIGIN, proofOf, signToken } from "../../tests/testkit/access-tokens.ts";
import { seedClient, seedGrant } from "../../tests/testkit/grants.ts";
import { type Edge, openEdge, openTokenWorld, PLACES } from "./token-fixture.ts";

/** Access tokens that our own server has signed, in the hands of somebody whom they are not for. */
const world = await openTokenWorld();
afterAll(world.stop);

describe.each(PLACES)("%s the rooms", (where) => {
  let edge: Edge;
  beforeEach(async () => {
    edge = await openEdge(world, where);
    return () => edge.stop();
  });

  describe("signed by us, and yet refused, is a token", () => {
    test("with a grant of another tenant, as is one with a grant that does not exist", async () => {
      const { tenantId } = world.other;
      const { owner } = world;
      const foreignUser = tryDecodeId("user", world.other.adminUserId) ?? "";
      const clientId = await seedClient(owner, tenantId);
      const grantId = await seedGrant(owner, { tenantId, userId: foreignUser, clientId });
      const theirs = await world.sign({ tenantId, userId: foreignUser, clientId, grantId });
      expect(await edge.opens(theirs)).toMatchObject({ tenantId });
      const { userId, clientId: ownClient } = await world.signedIn();
      for (const subject of [
        { userId, clientId: ownClient, grantId },
        { userId: foreignUser, clientId, grantId },
        { userId, clientId: ownClient, grantId: newUuid() },
      ])
        expect(await edge.opens(await world.sign({ tenantId: world.tenant.tenantId, ...subject }))).toBeUndefined();
    });

    test("of another user or client than its grant", async () => {
      const [one, two] = [await world.signedIn(), await world.signedIn()];
      const { tenantId, userId, clientId, grantId } = one;
      for (const subject of [
        { userId: two.userId, clientId, grantId },
        { userId, clientId: two.clientId, grantId },
      ])
        expect(await edge.opens(await world.sign({ tenantId, ...subject }))).toBeUndefined();
    });

    test("of a machine that is none, or another tenant's", async () => {
      const { clientId } = await world.signedIn();
      const own = await world.machine();
      const { tenantId } = world.tenant;
      expect(await edge.opens(await world.sign({ tenantId, clientId }))).toBeUndefined();
      expect(
        await edge.opens(await world.sign({ tenantId: world.other.tenantId, clientId: own.clientId })),
      ).toBeUndefined();
      expect(await edge.opens(await world.sign({ tenantId: newUuid(), clientId: own.clientId }))).toBeUndefined();
      expect(await edge.opens(await world.sign({ tenantId: INSTALLATION_ID, clientId: own.clientId }))).toBeUndefined();
    });

    test("of a user who has only a machine's client, and of one who was never a member", async () => {
      const own = await world.machine();
      const { userId, tenantId } = await world.signedIn();
      const { owner } = world;
      const grantId = await seedGrant(owner, { tenantId, userId, clientId: own.clientId });
      expect(await edge.opens(await world.sign({ tenantId, userId, clientId: own.clientId, grantId }))).toBeUndefined();
    });
  });

  describe("a token bound to a key", () => {
    const url = `${ORIGIN}/graphql`;

    async function bound() {
      const key = await newProofKey();
      const { sign, token: free } = await world.signedIn();
      const token = await sign({ claims: { cnf: { jkt: key.thumbprint } } });
      const prove = async () => ({ jwt: await proofOf(key, { method: "POST", url, token }), method: "POST", url });
      return { key, token, free, prove };
    }

    test("opens with a proof, each time with another one", async () => {
      const { token, prove } = await bound();
      const proof = await prove();
      const principal = await edge.opens(token, proof);
      expect(principal).toMatchObject({ kind: "user", roles: ["Developer"] });
      await expect(edge.opens(token, proof)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      expect(await edge.opens(token, await prove())).toBe(principal);
    });

    test("is never let in from memory by a proof, which must be looked at", async () => {
      const { token, prove } = await bound();
      expect(await edge.recalled(token, "proved", async () => edge.opens(token, await prove()))).toBeDefined();
      expect(edge.recall(token, await prove())).toBeUndefined();
      expect(edge.recall(token)).toBeUndefined();
    });

    test("is refused as a bearer token, though it was used with proofs before", async () => {
      const { token, prove } = await bound();
      await edge.opens(token, await prove());
      expect(await edge.opens(token)).toBeUndefined();
    });

    test("is refused with another's proof, and without", async () => {
      const { token } = await bound();
      const thief = await newProofKey();
      const jwt = await proofOf(thief, { method: "POST", url, token });
      for (const one of [jwt, undefined])
        await expect(edge.opens(token, { jwt: one, method: "POST", url })).rejects.toMatchObject({
          extensions: { challenge: "invalid_dpop_proof" },
        });
    });

    test("spends no proof when it opens nothing", async () => {
      const { key, token, prove } = await bound();
      const proof = await prove();
      const before = await seenProofs();
      expect(
        await edge.opens(
          await signToken(createTestKeys(), { tenantId: world.tenant.tenantId, clientId: newUuid() }),
          proof,
        ),
      ).toBeUndefined();
      expect(await seenProofs()).toBe(before);
      expect(await edge.opens(token, proof)).toBeDefined();
      expect(await seenProofs()).toBe(before + 1);
      expect(key.thumbprint).toHaveLength(43);
    });

    test("a token that is not bound, and an API key, are no tokens of this scheme", async () => {
      const { free, prove } = await bound();
      const proof = await prove();
      expect(await edge.opens(free, proof)).toBeUndefined();
      expect(await edge.opens(free, "proved")).toBeUndefined();
      expect(edge.recall(free, "proved")).toBeUndefined();
      expect(await edge.opens(world.tenant.keys.Admin, proof)).toBeUndefined();
      expect(await edge.opens(world.tenant.keys.Admin)).toBeDefined();
    });
  });
});

async function seenProofs(): Promise<number> {
  const { rows } = await world.owner.pool.query("select count(*)::int as n from platform.seen_proof");
  return rows[0].n;
}
