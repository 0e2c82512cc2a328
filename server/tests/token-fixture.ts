import type { Presented } from "@bulkhead/kernel/access-token-principal.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { createAuthentication } from "@bulkhead/server/authenticate.ts";
import { createRemoteIdentity } from "@bulkhead/server/remote-identity.ts";
import { createRemoteTenancy } from "@bulkhead/server/remote-tenancy.ts";
import { expect } from "vitest";
import {
  createTestKeys,
  signToken,
  type TokenChanges,
  type TokenSubject,
  testTokens,
} from "../../tests/testkit/access-tokens.ts";
import { seedClient, seedGrant } from "../../tests/testkit/grants.ts";
import { openTestRooms, type RoleName, requestOf, seedMember, seedTenant } from "../../tests/testkit/rooms.ts";
import { until } from "../../tests/testkit/until.ts";

type TokenWorld = Awaited<ReturnType<typeof openTokenWorld>>;

/** Two tenants, and those who have tokens for the first. Call once per test file. */
export async function openTokenWorld() {
  const rooms = await openTestRooms();
  const { owner } = rooms.platform.databases;
  const [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const { tenantId } = tenant;
  const keys = createTestKeys();
  const sign = (subject: TokenSubject, changes?: TokenChanges) => signToken(keys, subject, changes);
  const tokensFor = async (subject: TokenSubject) => ({
    token: await sign(subject),
    sign: (changes: TokenChanges) => sign(subject, changes),
  });
  const asOperator = () => requestOf(platformPrincipal(tenantId));
  return {
    rooms,
    owner,
    keys,
    tenant,
    other,
    sign,
    asOperator,
    tenancyCtx: () => rooms.tenancy.subgraph.context(asOperator()),
    identityCtx: () => rooms.identity.subgraph.context(asOperator()),
    settled: () => rooms.platform.feed.settled(),
    /** A member of the tenant who let a client do something. */
    async signedIn(role: RoleName = "Developer", client?: string) {
      const member = await seedMember(rooms, tenantId, role);
      const userId = tryDecodeId("user", member.userId) ?? "";
      const clientId = client ?? (await seedClient(owner, tenantId));
      const grantId = await seedGrant(owner, { tenantId, userId, clientId });
      const subject = { tenantId, userId, clientId, grantId };
      return { ...subject, member, ...(await tokensFor(subject)) };
    },
    async machine(role: RoleName = "Developer") {
      const clientId = await seedClient(owner, tenantId, role);
      return { clientId, ...(await tokensFor({ tenantId, clientId })) };
    },
    stop: rooms.stop,
  };
}

/** Where the edge stands: beside the rooms in one process, or apart from them. */
export const PLACES = ["beside", "apart"] as const;
type PlaceOfEdge = (typeof PLACES)[number];

export type Edge = Awaited<ReturnType<typeof openEdge>>;

/** Lets tokens in, and knows all that has happened so far. */
export async function openEdge(world: TokenWorld, where: PlaceOfEdge) {
  await world.settled();
  const { authenticate, recall, stop } = openAuthentication(world, where);
  const opens = (token: string, presented?: Presented) => authenticate(token, presented);

  /** What is kept of a token. On a busy machine news may be too old for anything to be kept: then once more. */
  async function recalled(token: string, presented?: Presented, warm = () => opens(token, presented)) {
    await until(async () => {
      await warm();
      return recall(token, presented) !== undefined;
    });
    return recall(token, presented);
  }

  /** Works, is at hand, and after the change is neither. */
  async function endsWith(token: string, change: () => Promise<unknown>): Promise<void> {
    expect(await recalled(token)).toBeDefined();
    await change();
    await world.settled();
    expect(recall(token)).toBeUndefined();
    expect(await opens(token)).toBeUndefined();
  }

  return { opens, recall, recalled, endsWith, stop };
}

/** Apart from the rooms the hop is JSON there and back. */
function openAuthentication({ rooms, keys }: TokenWorld, where: PlaceOfEdge) {
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
