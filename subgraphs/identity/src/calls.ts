import type { ClientStanding, GrantStanding, ImpersonationStanding } from "@bulkhead/kernel/access-token-principal.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import { MFA_POLICIES, type MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import type { AccountPort } from "./account-port.ts";
import type { ApiKeyAuthenticator, ApiKeyIdentity } from "./authenticate-api-key.ts";
import { type Credential, credentialOf, roleHolders } from "./credential-of.ts";
import type { InvitationLetter, Invitations, InvitingRequest } from "./invitations.ts";
import type { StandingLoads } from "./standing.ts";
import { userExists } from "./user-directory.ts";
import { readWaysIn } from "./ways-in.ts";

/** As JSON has them: a set is a list. */
type Listed<T extends { revokedTokenIds: ReadonlySet<string> }> = Omit<T, "revokedTokenIds"> & {
  revokedTokenIds: string[];
};

export interface IdentityCalls {
  /** `{ key }` → whose it is, or null when it opens nothing. */
  authenticateApiKey(input: unknown): Promise<ApiKeyIdentity | null>;
  /** `{ tenantId, userId }`, both uuids → whether the tenant has the user. */
  userExists(input: unknown, request?: RequestContext): Promise<boolean>;
  /** `{ tenantId, id }`, both uuids → the grant, or null when it does not stand. */
  grantStanding(input: unknown): Promise<Listed<GrantStanding> | null>;
  /** As before → true for a user who is not locked, or null. */
  userStanding(input: unknown): Promise<true | null>;
  /** As before → a client of the tenant or of the installation, or null when it is revoked. */
  clientStanding(input: unknown): Promise<Listed<ClientStanding> | null>;
  /** As before → an impersonation that runs, or null. */
  impersonationStanding(input: unknown): Promise<ImpersonationStanding | null>;
  /** `{ tenantId, id }`, a uuid and a public id → whether it opens anything there, and with which role; null for nobody. */
  credentialOf(input: unknown): Promise<Credential | null>;
  /** `{ tenantId, role }` → how many keys and machines that open something have it. */
  roleHolders(input: unknown): Promise<number>;
  /** `{ tenantId, email }` → the invitee, or what is wrong with the address. */
  inviteeOf(input: unknown): ReturnType<Invitations["inviteeOf"]>;
  /** `{ tenantId, letter }`, on behalf of whoever invites → the letter, sealed. */
  sealInvitation(input: unknown, request?: RequestContext): ReturnType<Invitations["sealInvitation"]>;
  /** `{ tenantId, actorId }` → whether they may act, and a credential's role. */
  inviterOf(input: unknown): Promise<{ role: string | null; stands: boolean }>;
  /** `{ tenantId, userIds, mfa }` → how many of these users have nothing that the policy accepts. */
  lackingFactor(input: unknown): Promise<number>;
  /** `{ tenantId, userIds }`, uuids → those of the users who can sign in; where none can, who may yet come. */
  waysIn(input: unknown): Promise<string[]>;
}

interface CallDeps {
  db: Database;
  keys: ApiKeyAuthenticator;
  standing: StandingLoads;
  accounts: AccountPort;
  invitations: Invitations;
}

/**
 * Answered from the tables and never from a cache. Whoever asks keeps the answer until the feed says otherwise, and may
 * have heard of a change that this process has not: an old answer would then be kept for good.
 */
export function createIdentityCalls({ db, keys, standing, accounts, invitations }: CallDeps): IdentityCalls {
  return {
    async authenticateApiKey(input) {
      const { key } = (input ?? {}) as { key?: unknown };
      if (typeof key !== "string") throw wrongInput("authenticateApiKey", "key, a text");
      return (await keys.authenticateAfresh(key)) ?? null;
    },
    async userExists(input, request) {
      const { tenantId, userId } = (input ?? {}) as { tenantId?: unknown; userId?: unknown };
      if (!isUuid(tenantId) || !isUuid(userId)) throw wrongInput("userExists", "tenantId and userId, two uuids");
      // Asked on behalf of somebody, it answers for nobody else's tenant.
      return (request === undefined || request.principal.tenantId === tenantId) && userExists(db, tenantId, userId);
    },
    async grantStanding(input) {
      const { tenantId, id } = readWhich("grantStanding", input);
      return listed(await standing.grant(tenantId, id));
    },
    async userStanding(input) {
      const { tenantId, id } = readWhich("userStanding", input);
      return (await standing.user(tenantId, id)) ?? null;
    },
    async clientStanding(input) {
      const { tenantId, id } = readWhich("clientStanding", input);
      return listed(await standing.client(tenantId, id));
    },
    async impersonationStanding(input) {
      const { tenantId, id } = readWhich("impersonationStanding", input);
      return (await standing.impersonation(tenantId, id)) ?? null;
    },
    async credentialOf(input) {
      const { tenantId, id } = (input ?? {}) as { tenantId?: unknown; id?: unknown };
      if (!isUuid(tenantId) || typeof id !== "string") throw wrongInput("credentialOf", "tenantId and id, two texts");
      return (await credentialOf(db, tenantId, id)) ?? null;
    },
    async roleHolders(input) {
      const { tenantId, role } = (input ?? {}) as { tenantId?: unknown; role?: unknown };
      if (!isUuid(tenantId) || typeof role !== "string")
        throw wrongInput("roleHolders", "tenantId and role, two texts");
      return roleHolders(db, tenantId, role);
    },
    async inviteeOf(input) {
      const { tenantId, email } = (input ?? {}) as { tenantId?: unknown; email?: unknown };
      if (!isUuid(tenantId) || typeof email !== "string") throw wrongInput("inviteeOf", "tenantId and email");
      return invitations.inviteeOf(tenantId, email);
    },
    async sealInvitation(input, request) {
      const { tenantId, letter } = (input ?? {}) as { tenantId?: unknown; letter?: unknown };
      // A letter is somebody's of its own tenant.
      if (!isUuid(tenantId) || request?.principal.tenantId !== tenantId || !isLetter(letter))
        throw wrongInput("sealInvitation", "tenantId and letter, on somebody's behalf");
      return invitations.sealInvitation(request as InvitingRequest, tenantId, letter);
    },
    async inviterOf(input) {
      const { tenantId, actorId } = (input ?? {}) as { tenantId?: unknown; actorId?: unknown };
      if (!isUuid(tenantId) || typeof actorId !== "string") throw wrongInput("inviterOf", "tenantId and actorId");
      const { role, stands } = await invitations.inviterOf(tenantId, actorId);
      return { role: role ?? null, stands };
    },
    async lackingFactor(input) {
      const { tenantId, userIds, mfa } = (input ?? {}) as { tenantId?: unknown; userIds?: unknown; mfa?: unknown };
      const areUsers = Array.isArray(userIds) && userIds.every(isUuid);
      if (!isUuid(tenantId) || !areUsers || !(MFA_POLICIES as readonly unknown[]).includes(mfa))
        throw wrongInput("lackingFactor", "tenantId, userIds and mfa");
      return accounts.lackingFactor(tenantId, userIds as string[], mfa as MfaPolicy);
    },
    async waysIn(input) {
      const { tenantId, userIds } = (input ?? {}) as { tenantId?: unknown; userIds?: unknown };
      const areUsers = Array.isArray(userIds) && userIds.every(isUuid);
      if (!isUuid(tenantId) || !areUsers) throw wrongInput("waysIn", "tenantId and userIds");
      return readWaysIn(db, tenantId, userIds as string[]);
    },
  };
}

function isLetter(value: unknown): value is InvitationLetter {
  const { to, tenantName, role, message, token, expiresAt } = (value ?? {}) as Record<string, unknown>;
  const areTexts = [to, tenantName, role, token, expiresAt].every((one) => typeof one === "string");
  return areTexts && (message === null || typeof message === "string");
}

function readWhich(call: string, input: unknown): { tenantId: string; id: string } {
  const { tenantId, id } = (input ?? {}) as { tenantId?: unknown; id?: unknown };
  if (!isUuid(tenantId) || !isUuid(id)) throw wrongInput(call, "tenantId and id, two uuids");
  return { tenantId, id };
}

function listed<T extends { revokedTokenIds: ReadonlySet<string> }>(standing: T | undefined): Listed<T> | null {
  return standing ? { ...standing, revokedTokenIds: [...standing.revokedTokenIds] } : null;
}

function wrongInput(call: string, wanted: string): AppError {
  return new AppError("BAD_USER_INPUT", `The call ${call} takes ${wanted}.`);
}
