import type { AccountPort } from "@bulkhead/identity/src/account-port.ts";
import { type KeyEnvironment, parseApiKey } from "@bulkhead/identity/src/api-key-format.ts";
import type { ApiKeyIdentity } from "@bulkhead/identity/src/authenticate-api-key.ts";
import type { Credential } from "@bulkhead/identity/src/credential-of.ts";
import type { Invitations, SealedLetter } from "@bulkhead/identity/src/invitations.ts";
import { createStanding, type Standing } from "@bulkhead/identity/src/standing.ts";
import type { WaysIn } from "@bulkhead/identity/src/ways-in.ts";
import type { ClientStanding, GrantStanding, ImpersonationStanding } from "@bulkhead/kernel/access-token-principal.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import { isImpersonationMode } from "@bulkhead/kernel/impersonation.ts";
import { isOperatorRole, type OperatorIdentity } from "@bulkhead/kernel/operator-role.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createProvenCache } from "@bulkhead/kernel/proven-cache.ts";
import type { RemoteCall } from "./remote-call.ts";

export interface RemoteIdentity {
  /** As the identity room's own. Rejects, and so refuses, when identity does not answer. */
  authenticateApiKey(bearer: string): ApiKeyIdentity | undefined | Promise<ApiKeyIdentity | undefined>;
  recallApiKey(bearer: string): ApiKeyIdentity | undefined;
  /** Of those whom access tokens name, kept and forgotten as beside the room. */
  standing: Standing;
  /** How many users have nothing that a policy accepts. Asked anew each time. */
  lackingFactor: AccountPort["lackingFactor"];
  /** Which of a tenant's users can sign in. Asked anew each time. */
  waysIn: WaysIn;
  /** Whether a tenant has a user. Asked anew each time. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
  /** As the identity room's own, asked anew each time. */
  credentialOf(tenantId: string, id: string): Promise<Credential | undefined>;
  roleHolders(tenantId: string, role: string): Promise<number>;
  /** What tenancy asks when somebody is invited. */
  invitations: Pick<Invitations, "inviteeOf" | "inviterOf"> & {
    sealInvitation(
      request: RequestContext,
      tenantId: string,
      letter: Parameters<Invitations["sealInvitation"]>[2],
    ): Promise<SealedLetter>;
  };
  stop(): void;
}

interface RemoteIdentityDeps {
  /** To the identity room. */
  call: RemoteCall;
  feed: Feed;
  environment: KeyEnvironment;
}

const MAX_KEYS = 100_000;

/**
 * Identity's keys for a process that has neither its tables nor its peppers. Keys that open nothing are not kept, but
 * however many ask with the same one at the same time make one call.
 */
export function createRemoteIdentity({ call, feed, environment }: RemoteIdentityDeps): RemoteIdentity {
  const keys = createProvenCache<ApiKeyIdentity>({
    load: async (key) => readIdentity(await call("authenticateApiKey", { key })),
    max: MAX_KEYS,
    trusted: () => isBelieved(feed),
  });
  const stop = feed.listen((event) => {
    if (event.type.startsWith("api-key.")) keys.forget(event.subject);
  });
  const standing = createStanding(
    {
      grant: async (tenantId, id) => readGrant(await call("grantStanding", { tenantId, id })),
      user: async (tenantId, id) => readUser(await call("userStanding", { tenantId, id })),
      client: async (tenantId, id) => readClient(await call("clientStanding", { tenantId, id })),
      impersonation: async (tenantId, id) => readImpersonation(await call("impersonationStanding", { tenantId, id })),
    },
    feed,
  );
  return {
    authenticateApiKey(bearer) {
      const keyUuid = parseApiKey(environment, bearer);
      return keyUuid === undefined ? undefined : keys.get(keyUuid, bearer);
    },
    recallApiKey(bearer) {
      const keyUuid = parseApiKey(environment, bearer);
      return keyUuid === undefined ? undefined : keys.peek(keyUuid, bearer);
    },
    standing,
    async lackingFactor(tenantId, userIds, mfa) {
      const count = await call("lackingFactor", { tenantId, userIds, mfa });
      if (typeof count !== "number") throw unreadable("lackingFactor");
      return count;
    },
    waysIn: async (tenantId, userIds) => readUuids("waysIn", await call("waysIn", { tenantId, userIds })),
    userExists: async (tenantId, userId) => (await call("userExists", { tenantId, userId })) === true,
    credentialOf: async (tenantId, id) => readCredential(await call("credentialOf", { tenantId, id })),
    roleHolders: async (tenantId, role) => readCount(await call("roleHolders", { tenantId, role })),
    invitations: {
      inviteeOf: async (tenantId, email) => readInvitee(await call("inviteeOf", { tenantId, email })),
      sealInvitation: async (request, tenantId, letter) =>
        readSealed(await call("sealInvitation", { tenantId, letter }, { request })),
      inviterOf: async (tenantId, actorId) => readInviter(await call("inviterOf", { tenantId, actorId })),
    },
    stop() {
      stop();
      standing.stop();
    },
  };
}

/** Believed of another process only as far as it has the right shape. */
function readIdentity(answer: unknown): ApiKeyIdentity | undefined {
  if (answer === null) return undefined;
  const { id, tenantId, role, createdAt } = (answer ?? {}) as Record<string, unknown>;
  if (typeof id === "string" && isUuid(tenantId) && typeof role === "string" && typeof createdAt === "number")
    return Object.freeze({ id, tenantId, role, createdAt });
  throw unreadable("authenticateApiKey");
}

function readGrant(answer: unknown): GrantStanding | undefined {
  if (answer === null) return undefined;
  const { userId, clientId, beganAt, expiresAt, revokedTokenIds } = (answer ?? {}) as Record<string, unknown>;
  const areTimes = typeof beganAt === "number" && typeof expiresAt === "number";
  if (isUuid(userId) && isUuid(clientId) && areTimes && areTexts(revokedTokenIds))
    return { userId, clientId, beganAt, expiresAt, revokedTokenIds: new Set(revokedTokenIds) };
  throw unreadable("grantStanding");
}

function readUser(answer: unknown): true | undefined {
  if (answer === null || answer === true) return answer ?? undefined;
  throw unreadable("userStanding");
}

function readClient(answer: unknown): ClientStanding | undefined {
  if (answer === null) return undefined;
  const { role, revokedTokenIds } = (answer ?? {}) as Record<string, unknown>;
  if ((role === null || typeof role === "string") && areTexts(revokedTokenIds))
    return { role, revokedTokenIds: new Set(revokedTokenIds) };
  throw unreadable("clientStanding");
}

function readImpersonation(answer: unknown): ImpersonationStanding | undefined {
  if (answer === null) return undefined;
  const { userId, operatorId, mode, expiresAt } = (answer ?? {}) as Record<string, unknown>;
  if (isUuid(userId) && typeof operatorId === "string" && isImpersonationMode(mode) && typeof expiresAt === "number")
    return { userId, operatorId, mode, expiresAt };
  throw unreadable("impersonationStanding");
}

/** Whose token of an operator's it is, by identity's word. */
export function readOperator(answer: unknown): OperatorIdentity | undefined {
  if (answer === null) return undefined;
  const { id, role, authTime, expiresAt } = (answer ?? {}) as Record<string, unknown>;
  if (typeof id === "string" && isOperatorRole(role) && typeof authTime === "number" && typeof expiresAt === "number")
    return { id, role, authTime, expiresAt };
  throw unreadable("operatorOfToken");
}

function readCredential(answer: unknown): Credential | undefined {
  if (answer === null) return undefined;
  const { kind, stands, role, keys, createdAt } = (answer ?? {}) as Record<string, unknown>;
  const isKind = kind === "USER" || kind === "API_KEY" || kind === "CLIENT" || kind === "SERVICE_ACCOUNT";
  // A process of before does not count keys, knows no service accounts, and does not say when a key was made.
  const known = {
    keys: typeof keys === "number" ? keys : null,
    createdAt: typeof createdAt === "number" ? createdAt : null,
  };
  if (isKind && typeof stands === "boolean" && (role === null || typeof role === "string"))
    return { kind, stands, role, ...known };
  throw unreadable("credentialOf");
}

function readCount(answer: unknown): number {
  if (typeof answer === "number") return answer;
  throw unreadable("roleHolders");
}

function readInvitee(answer: unknown): Awaited<ReturnType<Invitations["inviteeOf"]>> {
  const { faults, email, emailKey, userId, isLocked } = (answer ?? {}) as Record<string, unknown>;
  if (Array.isArray(faults)) return { faults };
  if (typeof email !== "string" || typeof emailKey !== "string" || typeof isLocked !== "boolean")
    throw unreadable("inviteeOf");
  if (userId !== null && !isUuid(userId)) throw unreadable("inviteeOf");
  return { email, emailKey, userId, isLocked };
}

function readSealed(answer: unknown): SealedLetter {
  const { url, job, isShown } = (answer ?? {}) as Record<string, unknown>;
  const { id, kind, payload } = (job ?? {}) as Record<string, unknown>;
  const isJob = isUuid(id) && typeof kind === "string" && typeof payload === "object" && payload !== null;
  if (typeof url !== "string" || typeof isShown !== "boolean" || !(job === null || isJob))
    throw unreadable("sealInvitation");
  return { url, job: isJob ? { id, kind, payload } : null, isShown };
}

function readInviter(answer: unknown): { role: string | undefined; stands: boolean } {
  const { role, stands } = (answer ?? {}) as Record<string, unknown>;
  if (typeof stands !== "boolean" || !(role === null || typeof role === "string")) throw unreadable("inviterOf");
  return { role: role ?? undefined, stands };
}

function readUuids(call: string, answer: unknown): string[] {
  if (!Array.isArray(answer) || !answer.every(isUuid)) throw unreadable(call);
  return answer;
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function unreadable(call: string): AppError {
  return new AppError("SUBGRAPH_UNAVAILABLE", "A part of the platform did not answer. Try again in a moment.", {
    detail: `identity's answer to ${call} has another shape`,
    extensions: { subgraph: "identity" },
  });
}
