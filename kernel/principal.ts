import { AppError, notFound } from "./error.ts";
import { PERMISSIONS, type Permission, PLATFORM_PERMISSIONS, type PlatformPermission } from "./permission.ts";
import type { MfaDemand } from "./tenant-settings.ts";

/**
 * Who acts. Always an object, never null: nobody is `anonymous`. The tenant comes from the credential and from nowhere
 * else, so no argument of any operation can move a principal into another tenant.
 */
export interface Principal extends TokenFacts {
  kind: "anonymous" | "apiKey" | "user" | "client" | "platform" | "operator";
  /** Public id of the credential or person (`key_…`, `usr_…`, `cli_…`, `opr_…`), `platform` or `anonymous`. */
  id: string;
  /** The tenant's uuid; null only for `anonymous`, and for the platform and its operators outside any tenant. */
  tenantId: string | null;
  roles: readonly string[];
  permissions: ReadonlySet<Permission | PlatformPermission>;
  /** Equal for equal permission sets: the key under which decisions are cached. */
  permissionsKey: string;
  /** Names of the collections that the role is limited to; absent when it is limited to none. */
  collections?: ReadonlySet<string>;
}

/** Of users and clients, by their access token; absent for whoever came without one. */
export interface TokenFacts {
  /** Public id (`grt_…`) of what the user let the client do; absent for a client that acts for itself. */
  grantId?: string;
  /** Public id (`cli_…`). */
  clientId?: string;
  /** How well the user proved who they are (OpenID Connect Core section 2), by what methods (RFC 8176), and when. */
  acr?: string;
  amr?: readonly string[];
  /** In seconds since 1970. */
  authTime?: number;
  /** When the token expires, in seconds since 1970. */
  expiresAt?: number;
  /** What the tenant asks of its users now, whatever the token says; absent where it set nothing, and for clients. */
  demand?: MfaDemand;
  /** The operator who acts as this user; absent where the user acts. */
  impersonation?: Impersonation;
}

/** Public ids of an impersonation (`ips_…`) and of the operator whose it is (`opr_…`). */
export interface Impersonation {
  id: string;
  operatorId: string;
}

export const ANONYMOUS: Principal = {
  kind: "anonymous",
  id: "anonymous",
  tenantId: null,
  roles: [],
  permissions: new Set(),
  permissionsKey: "",
};

/** The operator at the command line, or a job that finishes work already authorised, inside one tenant or in none. */
export function platformPrincipal(tenantId: string | null): Principal {
  return {
    kind: "platform",
    id: "platform",
    tenantId,
    roles: [],
    permissions: new Set([...PERMISSIONS, ...PLATFORM_PERMISSIONS]),
    permissionsKey: "platform",
  };
}

const knownKeys = new WeakMap<Iterable<string>, string>();

/** Asked once per request, made once per set: the holders of a role share one set object, and it never changes. */
export function permissionsKeyOf(permissions: ReadonlySet<string> | readonly string[]): string {
  let key = knownKeys.get(permissions);
  if (key === undefined) {
    key = [...permissions].sort().join(" ");
    knownKeys.set(permissions, key);
  }
  return key;
}

/**
 * The first statement of every domain function: refuses, or answers the tenant to work in. A permission refused here
 * was normally refused by the gateway already; this wall must hold without it.
 */
export function authorize(ctx: { principal: Principal }, permission: Permission | PlatformPermission): string {
  const { principal } = ctx;
  if (principal.kind === "anonymous") throw unauthenticated();
  if (!principal.permissions.has(permission)) throw forbidden([permission]);
  if (principal.tenantId === null)
    throw new AppError("FORBIDDEN", "This operation needs a tenant: use a credential that belongs to one.");
  return principal.tenantId;
}

/**
 * As `authorize`, for what is done in one collection: outside the collections that a role is limited to there is nothing,
 * so the answer is the one that a collection has that does not exist.
 */
export function authorizeIn(ctx: { principal: Principal }, permission: Permission, collection: string): string {
  const tenantId = authorize(ctx, permission);
  requireCollection(ctx, collection);
  return tenantId;
}

/** The second half of `authorizeIn`, where the collection is known only once something was read. */
export function requireCollection({ principal }: { principal: Principal }, collection: string): void {
  if (!reachesCollection(principal, collection)) throw notFound();
}

export function reachesCollection({ collections }: Principal, collection: string): boolean {
  return collections === undefined || collections.has(collection);
}

/** What a role gives to whoever holds it. */
export interface RoleGrant {
  permissions: Iterable<Permission>;
  /** Undefined: all collections. */
  collections: Iterable<string> | undefined;
}

/**
 * Nobody gives away more than they hold themselves, nor takes it from others: neither a permission nor a collection.
 * Errors: FORBIDDEN, with what is lacking.
 */
export function requireHolds({ principal }: { principal: Principal }, { permissions, collections }: RoleGrant): void {
  const missing = [...permissions].filter((permission) => !principal.permissions.has(permission));
  if (missing.length > 0) throw forbidden(missing.sort());
  if (principal.collections === undefined) return;
  const beyond = collections && [...collections].filter((name) => !principal.collections?.has(name));
  if (beyond?.length === 0) return;
  throw new AppError(
    "FORBIDDEN",
    "Your role is limited to some collections, and this concerns a role that reaches others. Ask an Admin of your tenant.",
  );
}

/** As `authorize`, for what any signed-in principal may do. */
export function authorizeSignedIn(ctx: { principal: Principal }): string {
  if (ctx.principal.tenantId === null) throw unauthenticated();
  return ctx.principal.tenantId;
}

export function unauthenticated(): AppError {
  return new AppError(
    "UNAUTHENTICATED",
    "Sign in first: send `Authorization: Bearer <access token or API key>` with one that is valid and not revoked.",
  );
}

export function forbidden(missing: readonly string[]): AppError {
  return new AppError(
    "FORBIDDEN",
    `Your role lacks ${missing.join(", ")}. Ask an Admin of your tenant for a role that has it.`,
    {
      extensions: { missing },
    },
  );
}
