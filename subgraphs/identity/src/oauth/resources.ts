import { ID_PREFIX, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { isPermission, PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import type { ResourceServer } from "oidc-provider";
import { errors } from "oidc-provider";

/** Life of an access token in seconds. Whatever ends sooner is pushed, so a longer life would gain nothing. */
export const ACCESS_TOKEN_SECONDS = 300;

/** The API as a resource (RFC 8707): what tokens are for when a client names none. */
export function apiResource(issuer: string): string {
  return `${issuer}/api`;
}

/**
 * The uuid of the tenant that a resource indicator names, `<origin>/api/tenants/ten_…`: how any OAuth client says for
 * which tenant it wants a token. Undefined for the API as such. Errors: `invalid_target` for everything else.
 */
export function tenantOfResource(issuer: string, resource: string): string | undefined {
  const api = apiResource(issuer);
  if (resource === api) return undefined;
  const prefix = `${api}/tenants/`;
  const tenantId = resource.startsWith(prefix) ? tryDecodeId("tenant", resource.slice(prefix.length)) : undefined;
  if (tenantId === undefined)
    throw new errors.InvalidTarget(`the resources here are ${api} and ${prefix}${ID_PREFIX.tenant}_…`);
  return tenantId;
}

/** As oidc-provider wants to know a resource. Scopes are permissions: they narrow what the role allows. */
export function resourceServer(issuer: string, resource: string): ResourceServer {
  tenantOfResource(issuer, resource);
  return {
    audience: resource,
    scope: PERMISSIONS.join(" "),
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    accessTokenFormat: "jwt",
    jwt: { sign: { alg: "ES256" } },
  };
}

/**
 * The permissions among scopes. None is no small thing: a token whose scope names no permission may do all that the role
 * allows, so leaving them out is asking for more. Errors: `invalid_scope` for a name that looks like a permission and is
 * none, since ignoring a misspelt one would widen what was meant to be narrow.
 */
export function permissionsAmong(scopes: Iterable<string>): string[] {
  const names = [...scopes].filter((scope) => scope.includes(":"));
  const unknown = names.find((name) => !isPermission(name));
  if (unknown !== undefined) throw new errors.InvalidScope("there is no such permission", unknown);
  return names;
}
