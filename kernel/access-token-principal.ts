import { LRUCache } from "lru-cache";
import type { AccessToken, AccessTokenVerifier } from "./access-token.ts";
import type { CheckProof, PresentedProof } from "./dpop.ts";
import { encodeId } from "./id.ts";
import { type ImpersonationMode, impersonated, isImpersonationAllowed } from "./impersonation.ts";
import { isPermission, type Permission } from "./permission.ts";
import { type Principal, permissionsKeyOf } from "./principal.ts";
import type { Known } from "./tenant-cache.ts";
import { DEFAULT_SETTINGS, type MfaDemand, type TenantSettings } from "./tenant-settings.ts";

/** A grant that stands: neither ended nor expired. Ids are uuids. */
export interface GrantStanding {
  readonly userId: string;
  readonly clientId: string;
  /** Since when, in milliseconds since 1970. */
  readonly beganAt: number;
  /** When it ends however often it is refreshed, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** Access tokens of it that were revoked one by one, by `jti`. */
  readonly revokedTokenIds: ReadonlySet<string>;
}

/** An impersonation that runs: neither ended nor over. `userId` is a uuid, `operatorId` a public id. */
export interface ImpersonationStanding {
  readonly userId: string;
  readonly operatorId: string;
  readonly mode: ImpersonationMode;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A client that was not revoked, of the tenant or of the installation. */
export interface ClientStanding {
  /** Of a client that acts for itself; null for those that act for users. */
  readonly role: string | null;
  /** Of a client that acts for itself, as of a grant. */
  readonly revokedTokenIds: ReadonlySet<string>;
}

/** What is so now, whatever a token says: from caches that are told of changes. */
export interface StandingSources {
  grants: Known<GrantStanding>;
  /** True for a user who is not locked. */
  users: Known<true>;
  clients: Known<ClientStanding>;
  impersonations: Known<ImpersonationStanding>;
  /** The role of a user who is a member. */
  memberRoles: Known<string>;
  policyOf(tenantId: string): Policy | undefined | Promise<Policy | undefined>;
  recallPolicy(tenantId: string): Policy | undefined;
}

interface Policy {
  permissionsOf(role: string): ReadonlySet<Permission> | undefined;
  collectionsOf(role: string): ReadonlySet<string> | undefined;
  settings: TenantSettings;
}

/**
 * How a token was presented: alone (RFC 6750), with a proof (RFC 9449), or on a connection on which it was proved before,
 * which lasts no longer than the token.
 */
export type Presented = undefined | PresentedProof | "proved";

export interface TokenPrincipals {
  /** Undefined for a token that opens nothing. Throws UNAUTHENTICATED for a proof that is not accepted. */
  authenticate(token: string, presented: Presented): Promise<Principal | undefined>;
  /** As `authenticate` when everything is at hand and believed; reads nothing, so it checks no proof either. */
  recall(token: string, presented: Presented): Principal | undefined;
}

interface Options {
  verifier: AccessTokenVerifier;
  checkProof: CheckProof;
  sources: StandingSources;
}

/** What decides, of what the sources know. */
interface Facts {
  grant: GrantStanding | undefined;
  user: true | undefined;
  client: ClientStanding | undefined;
  impersonation: ImpersonationStanding | undefined;
  memberRole: string | undefined;
  policy: Policy | undefined;
}

/** Principals behind access tokens. The token says who and since when; what they may do now is asked of those who know. */
export function createTokenPrincipals({ verifier, checkProof, sources }: Options): TokenPrincipals {
  // A known token whose role is what it was has the same principal each time: what is cached by it is found again.
  const principals = new WeakMap<AccessToken, Principal>();
  const narrow = createNarrowing();

  function principalOf(token: AccessToken, facts: Facts): Principal | undefined {
    const role = token.kind === "user" ? roleOfUser(token, facts) : roleOfClient(token, facts);
    const { policy } = facts;
    const held = role === undefined ? undefined : policy?.permissionsOf(role);
    if (role === undefined || !held) return undefined;
    const demand = token.kind === "user" && policy?.settings !== DEFAULT_SETTINGS ? policy?.settings : undefined;
    const narrowed = narrow(held, token.permissionScope);
    const { impersonation } = facts;
    const permissions = impersonation ? impersonated(narrowed, impersonation.mode) : narrowed;
    const collections = policy?.collectionsOf(role);
    const known = principals.get(token);
    if (known && isStill(known, { role, permissions, collections, demand })) return known;
    const made = describe(token, { role, permissions, collections, demand });
    principals.set(token, made);
    return made;
  }

  return {
    async authenticate(text, presented) {
      const verified = verifier.verify(text);
      const token = verified instanceof Promise ? await verified : verified;
      if (!token || !isPresentedRightly(token, presented)) return undefined;
      const principal = principalOf(token, await factsOf(token, sources));
      // Last: it uses the proof up.
      if (principal && typeof presented === "object" && token.keyThumbprint !== undefined)
        await checkProof(presented, { token: text, keyThumbprint: token.keyThumbprint });
      return principal;
    },
    recall(text, presented) {
      if (typeof presented === "object") return undefined;
      const token = verifier.recall(text);
      return token && isPresentedRightly(token, presented)
        ? principalOf(token, recallFacts(token, sources))
        : undefined;
    },
  };
}

/** Whoever stole a bound token has no proof (RFC 9449 section 7.2); a proof says nothing of a token that is not bound. */
function isPresentedRightly(token: AccessToken, presented: Presented): boolean {
  return (token.keyThumbprint === undefined) === (presented === undefined);
}

const HOUR_MS = 3_600_000;

function roleOfUser(token: AccessToken, facts: Facts): string | undefined {
  if (token.impersonation) return isImpersonating(token, facts) ? facts.memberRole : undefined;
  const { grant, user, client, memberRole, policy } = facts;
  if (!grant || !user || !client || client.role !== null) return undefined;
  const { sessionHours = null } = policy?.settings ?? {};
  if (sessionHours !== null && Date.now() - grant.beganAt >= sessionHours * HOUR_MS) return undefined;
  const isTheirs = grant.userId === token.subjectId && grant.clientId === token.clientId;
  const stands = Date.now() < grant.expiresAt && !grant.revokedTokenIds.has(token.tokenId);
  return isTheirs && stands ? memberRole : undefined;
}

function isImpersonating(token: AccessToken, { impersonation: runs, user, policy }: Facts): boolean {
  if (!runs || !user || !policy || !isImpersonationAllowed(policy.settings)) return false;
  const isTheirs = runs.userId === token.subjectId && runs.operatorId === token.impersonation?.operatorId;
  return isTheirs && Date.now() < runs.expiresAt && Date.now() / 1_000 < token.expiresAt;
}

function roleOfClient(token: AccessToken, { client }: Facts): string | undefined {
  return client?.role != null && !client.revokedTokenIds.has(token.tokenId) ? client.role : undefined;
}

function recallFacts(token: AccessToken, sources: StandingSources): Facts {
  const { tenantId, grantId, subjectId, clientId } = token;
  const isUser = token.kind === "user";
  return {
    grant: grantId === undefined ? undefined : sources.grants.peek(tenantId, grantId),
    user: isUser ? sources.users.peek(tenantId, subjectId) : undefined,
    client: sources.clients.peek(tenantId, clientId),
    impersonation: token.impersonation && sources.impersonations.peek(tenantId, token.impersonation.id),
    memberRole: isUser ? sources.memberRoles.peek(tenantId, subjectId) : undefined,
    policy: sources.recallPolicy(tenantId),
  };
}

async function factsOf(token: AccessToken, sources: StandingSources): Promise<Facts> {
  const { tenantId, grantId, subjectId, clientId } = token;
  const isUser = token.kind === "user";
  const [grant, user, client, impersonation, memberRole, policy] = await Promise.all([
    grantId === undefined ? undefined : sources.grants.get(tenantId, grantId),
    isUser ? sources.users.get(tenantId, subjectId) : undefined,
    token.impersonation ? undefined : sources.clients.get(tenantId, clientId),
    token.impersonation && sources.impersonations.get(tenantId, token.impersonation.id),
    isUser ? sources.memberRoles.get(tenantId, subjectId) : undefined,
    sources.policyOf(tenantId),
  ]);
  return { grant, user, client, impersonation, memberRole, policy };
}

/** What the tenant says of the holder of a token. */
interface Held {
  role: string;
  permissions: ReadonlySet<Permission>;
  collections: ReadonlySet<string> | undefined;
  demand: MfaDemand | undefined;
}

function isStill(known: Principal, { role, permissions, collections, demand }: Held): boolean {
  return (
    known.permissions === permissions &&
    known.roles[0] === role &&
    known.collections === collections &&
    known.demand === demand
  );
}

function describe(token: AccessToken, { role, permissions, collections, demand }: Held): Principal {
  const { kind, subject: id, tenantId, clientId, grantId, acr, amr, authTime, expiresAt, impersonation } = token;
  return {
    kind,
    id,
    tenantId,
    roles: [role],
    permissions,
    permissionsKey: permissionsKeyOf(permissions),
    ...(grantId === undefined ? {} : { grantId: encodeId("grant", grantId) }),
    clientId: encodeId("oauthClient", clientId),
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr }),
    ...(authTime === undefined ? {} : { authTime }),
    expiresAt,
    ...(demand === undefined ? {} : { demand }),
    ...(impersonation === undefined
      ? {}
      : { impersonation: { ...impersonation, id: encodeId("impersonation", impersonation.id) } }),
    ...(collections === undefined ? {} : { collections }),
  };
}

/** Scopes that clients ask for are theirs to choose, so only so many answers are remembered for each role. */
const MAX_SCOPES = 1_000;

/**
 * The permissions of a role that a token's scope leaves: all of them when it names none, and never one more. Equal sets
 * are one object, because decisions are remembered by it.
 */
function createNarrowing(): (held: ReadonlySet<Permission>, scope: string) => ReadonlySet<Permission> {
  const narrowed = new WeakMap<ReadonlySet<Permission>, LRUCache<string, ReadonlySet<Permission>>>();
  return (held, scope) => {
    if (scope === "") return held;
    const known = narrowed.get(held) ?? new LRUCache({ max: MAX_SCOPES });
    narrowed.set(held, known);
    const found = known.get(scope);
    if (found) return found;
    const left = new Set(scope.split(" ").filter((name): name is Permission => isPermission(name) && held.has(name)));
    known.set(scope, left);
    return left;
  };
}
