import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { Permission } from "@bulkhead/kernel/permission.ts";
import { permissionsKeyOf } from "@bulkhead/kernel/principal.ts";
import type { MfaDemand } from "@bulkhead/kernel/tenant-settings.ts";
import type { UserKey } from "./accounts/account.ts";
import type { IdentityContext } from "./context.ts";
import { createApiKey } from "./domain/create-api-key.ts";

/** A person at a page of ours, as a member of a tenant: by their sign-in there and not by any client's token. */
export interface MemberAtPage extends UserKey {
  role: string;
  acr: string;
  amr: readonly string[];
  /** Seconds since 1970. */
  authTime: number;
  request: Pick<RequestContext, "requestId" | "clientAddress">;
}

/** Makes an API key for whoever could make it through the API, by the same function. */
export type MakeKey = (by: MemberAtPage, input: { name: string; role: string }) => Promise<{ key: string }>;

/** What a tenant's roles allow and what it asks of its users, by tenancy's word. */
export type PolicyOf = (
  tenantId: string,
) => Promise<{ permissionsOf(role: string): ReadonlySet<Permission> | undefined; settings: MfaDemand } | undefined>;

export function createMakeKey(contextOf: (request: RequestContext) => IdentityContext, policyOf: PolicyOf): MakeKey {
  return async ({ tenantId, userId, role, acr, amr, authTime, request }, input) => {
    const policy = await policyOf(tenantId);
    const permissions = policy?.permissionsOf(role) ?? new Set<Permission>();
    const principal = {
      kind: "user" as const,
      id: encodeId("user", userId),
      tenantId,
      roles: [role],
      permissions,
      permissionsKey: permissionsKeyOf(permissions),
      acr,
      amr,
      authTime,
      ...(policy ? { demand: policy.settings } : {}),
    };
    return createApiKey(contextOf({ ...request, principal }), input);
  };
}
