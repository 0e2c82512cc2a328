import type { ApiKeyIdentity } from "@bulkhead/identity/src/authenticate-api-key.ts";
import type { Standing } from "@bulkhead/identity/src/standing.ts";
import { createAccessTokenVerifier } from "@bulkhead/kernel/access-token.ts";
import { createTokenPrincipals, type Presented } from "@bulkhead/kernel/access-token-principal.ts";
import { createProofChecker } from "@bulkhead/kernel/dpop.ts";
import type { SeenProofs } from "@bulkhead/kernel/dpop-seen.ts";
import type { KeySource } from "@bulkhead/kernel/key-source.ts";
import { type OperatorIdentity, operatorPrincipal } from "@bulkhead/kernel/operator-role.ts";
import { type Principal, permissionsKeyOf } from "@bulkhead/kernel/principal.ts";
import { NO_LIMITS, type QuotaLimits } from "@bulkhead/kernel/quota.ts";
import type { Known } from "@bulkhead/kernel/tenant-cache.ts";
import type { TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import type { TenantStanding, TenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import type { TenantPolicy } from "@bulkhead/tenancy/src/policy.ts";

/** Where keys, policies and standing come from: the rooms of this process, or those of another (remote-identity, remote-tenancy). */
export interface PrincipalSources {
  identity: {
    authenticateApiKey(bearer: string): ApiKeyIdentity | undefined | Promise<ApiKeyIdentity | undefined>;
    recallApiKey(bearer: string): ApiKeyIdentity | undefined;
    standing: Pick<Standing, "grants" | "users" | "clients" | "impersonations">;
  };
  tenancy: {
    policyOf(tenantId: string): TenantPolicy | undefined | Promise<TenantPolicy | undefined>;
    recallPolicy(tenantId: string): TenantPolicy | undefined;
    memberRoles: Known<string>;
  };
}

/** What access tokens are checked with. */
export interface TokenSources {
  /** The public origin, without a path. */
  issuer: string;
  keys: KeySource;
  /** Shared by all processes. */
  seenProofs: SeenProofs;
  /** Whose token of an operator's it is, asked each time; undefined when it opens nothing. */
  operatorOfToken(token: string): Promise<OperatorIdentity | undefined>;
}

export interface Authentication {
  /**
   * The principal behind an API key or access token; undefined when it opens nothing. Throws UNAUTHENTICATED when the
   * proof that came with a token is not accepted.
   */
  authenticate(credential: string, presented?: Presented): Promise<Principal | undefined>;
  /** As `authenticate`, when everything needed is at hand and believed; reads nothing. */
  recall(credential: string, presented?: Presented): Principal | undefined;
  /** What a tenant's plan limits; of known tenants at once. */
  limitsOf(tenantId: string): QuotaLimits | Promise<QuotaLimits>;
  /** Undefined when there is no such tenant. */
  tenantStanding(tenantId: string): Promise<TenantStanding | undefined>;
  tenantStatus(tenantId: string): Promise<TenantStatus | undefined>;
  tenantSettings(tenantId: string): TenantSettings | undefined | Promise<TenantSettings | undefined>;
  /** As `tenantSettings`, when they are at hand and believed; reads nothing. */
  recallSettings(tenantId: string): TenantSettings | undefined;
}

export function createAuthentication(sources: PrincipalSources, tokens: TokenSources): Authentication {
  const { identity, tenancy } = sources;
  const apiKeys = createApiKeyPrincipals(sources);
  const { grants, users, clients, impersonations } = identity.standing;
  const { memberRoles, policyOf, recallPolicy } = tenancy;
  const accessTokens = createTokenPrincipals({
    verifier: createAccessTokenVerifier(tokens),
    checkProof: createProofChecker({ seen: tokens.seenProofs }),
    sources: { grants, users, clients, impersonations, memberRoles, policyOf, recallPolicy },
  });
  const operators = {
    async authenticate(token: string): Promise<Principal | undefined> {
      const found = await tokens.operatorOfToken(token);
      return found && operatorPrincipal(found);
    },
    recall: () => undefined,
  };
  /** A key cannot be proved to be held, so it is no credential under the scheme DPoP. */
  const opens = (credential: string, presented: Presented) => {
    if (presented === undefined && isOperatorToken(credential)) return operators;
    return isApiKey(credential) && presented === undefined ? apiKeys : accessTokens;
  };

  return {
    authenticate: (credential, presented) => opens(credential, presented).authenticate(credential, presented),
    recall: (credential, presented) => opens(credential, presented).recall(credential, presented),
    async tenantStanding(tenantId) {
      const policy = await policyOf(tenantId);
      return policy && { status: policy.status, reason: policy.statusReason };
    },
    limitsOf(tenantId) {
      const policy = tenancy.policyOf(tenantId);
      if (policy instanceof Promise) return policy.then((read) => read?.limits ?? NO_LIMITS);
      return policy?.limits ?? NO_LIMITS;
    },
    tenantStatus: async (tenantId) => (await policyOf(tenantId))?.status,
    tenantSettings(tenantId) {
      const policy = tenancy.policyOf(tenantId);
      return policy instanceof Promise ? policy.then((read) => read?.settings) : policy?.settings;
    },
    recallSettings: (tenantId) => recallPolicy(tenantId)?.settings,
  };
}

/** Tokens of operators begin so, and nothing else does. */
function isOperatorToken(credential: string): boolean {
  return credential.startsWith("bho_");
}

const DAY_SECONDS = 86_400;

/** What the tenant says of a key, whatever its role, by when it was made in seconds since 1970. */
export function mayOpen(createdAt: number, { apiKeys, apiKeyDays }: TenantSettings): boolean {
  return apiKeys && (apiKeyDays === null || Date.now() / 1_000 - createdAt < apiKeyDays * DAY_SECONDS);
}

/** Every key begins so, and no JWT does. */
function isApiKey(credential: string): boolean {
  return credential.startsWith("bh_");
}

function createApiKeyPrincipals({ identity, tenancy }: PrincipalSources) {
  // A warm key and its role's permissions are the same objects every time, so their principal is made once.
  const principals = new WeakMap<ApiKeyIdentity, Principal>();

  function principalOf(key: ApiKeyIdentity, policy: TenantPolicy | undefined): Principal | undefined {
    const permissions = policy?.permissionsOf(key.role);
    if (!policy || !permissions || !mayOpen(key.createdAt, policy.settings)) return undefined;
    const collections = policy.collectionsOf(key.role);
    const known = principals.get(key);
    if (known?.permissions === permissions && known.collections === collections) return known;
    const { id, tenantId, role } = key;
    const permissionsKey = permissionsKeyOf(permissions);
    const limited = collections === undefined ? {} : { collections };
    const made: Principal = { kind: "apiKey", id, tenantId, roles: [role], permissions, permissionsKey, ...limited };
    principals.set(key, made);
    return made;
  }

  return {
    async authenticate(bearer: string): Promise<Principal | undefined> {
      const found = identity.authenticateApiKey(bearer);
      const key = found instanceof Promise ? await found : found;
      if (!key) return undefined;
      const policy = tenancy.policyOf(key.tenantId);
      return principalOf(key, policy instanceof Promise ? await policy : policy);
    },
    recall(bearer: string): Principal | undefined {
      const key = identity.recallApiKey(bearer);
      return key && principalOf(key, tenancy.recallPolicy(key.tenantId));
    },
  };
}
