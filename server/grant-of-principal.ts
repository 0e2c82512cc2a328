import type { Credential } from "@bulkhead/identity/src/credential-of.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { RoleGrant } from "@bulkhead/kernel/principal.ts";
import type { Membership } from "@bulkhead/tenancy/src/membership.ts";
import { grantOf, type TenantPolicy } from "@bulkhead/tenancy/src/policy.ts";
import { mayOpen } from "./authenticate.ts";

export interface PrincipalSources {
  credentialOf(tenantId: string, id: string): Promise<Credential | undefined>;
  membershipOf(tenantId: string, userId: string): Promise<Membership | undefined>;
  readPolicy(tenantId: string): Promise<TenantPolicy | undefined>;
}

/**
 * What somebody of a tenant may do now, by their public id (`usr_…`, `key_…`, `cli_…`), from the tables: for work that goes
 * on long after the request that asked for it. Undefined when their credential opens nothing any more.
 */
export async function grantOfPrincipal(
  { credentialOf, membershipOf, readPolicy }: PrincipalSources,
  tenantId: string,
  id: string,
): Promise<RoleGrant | undefined> {
  const credential = await credentialOf(tenantId, id);
  if (!credential?.stands) return undefined;
  const userId = tryDecodeId("user", id);
  const role = credential.role ?? (userId && (await membershipOf(tenantId, userId))?.role);
  const policy = role ? await readPolicy(tenantId) : undefined;
  if (!role || !policy || !opens(credential, policy)) return undefined;
  return grantOf(policy, role);
}

/** As at the door: a tenant may have switched its keys off, or let them end by their age. */
function opens({ kind, createdAt }: Credential, { settings }: TenantPolicy): boolean {
  return kind !== "API_KEY" || mayOpen(createdAt ?? Number.POSITIVE_INFINITY, settings);
}
