import { COLLECTION_NAME } from "@bulkhead/kernel/collection-name.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { isPermission, type Permission } from "@bulkhead/kernel/permission.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { AccessRule } from "../access-rules.ts";
import { rulesOf } from "../access-rules.ts";
import type { TenancyContext } from "../context.ts";
import { readPolicyFacts } from "../policy.ts";
import { unknownPermission } from "../role-input.ts";
import { readRole } from "../role-row.ts";

export interface ExplainAccessArgs {
  principal: string;
  permission: string;
  resource?: string | null;
}

export interface AccessExplanation {
  isAllowed: boolean;
  rules: AccessRule[];
}

/**
 * Why somebody of the tenant may do something or may not, rule by rule, from the tables and not from a cache. It asks the
 * same facts as a request does, and changes nothing.
 */
export async function explainAccess(ctx: TenancyContext, args: ExplainAccessArgs): Promise<AccessExplanation> {
  const tenantId = authorize(ctx, "role:read");
  authorize(ctx, seeing(args.principal));
  const { permission, resource } = readArgs(args);
  const userId = await userIdOf(ctx, tenantId, args.principal);
  const credential = await ctx.credentialOf(tenantId, userId ? encodeId("user", userId) : args.principal);
  const policy = await readPolicyFacts(ctx.db, tenantId, ctx.operator);
  if (!credential || !policy) throw notFound();
  const memberRole = credential.kind === "USER" ? await ctx.loaders.roleOfUser(tenantId, userId as string) : undefined;
  const roleName = credential.role ?? memberRole;
  const role = roleName === undefined ? undefined : await readRole(ctx.db, tenantId, roleName);
  const rules = rulesOf({ permission, resource, credential, roleName, role, policy });
  return { isAllowed: rules.every(({ outcome }) => outcome !== "REFUSES"), rules };
}

/** What it takes to see the principal itself: this must tell nobody of keys whom keys are hidden from. */
function seeing(id: string): Permission {
  if (id.startsWith("key_")) return "api-key:read";
  return id.startsWith("cli_") ? "oauth-client:read" : "member:read";
}

function readArgs({ permission, resource }: ExplainAccessArgs): { permission: Permission; resource: string | null } {
  if (!isPermission(permission)) refuseFaults([unknownPermission("permission", permission)]);
  if (resource != null && !COLLECTION_NAME.test(resource)) {
    const message = "Give the name of a collection, or leave it out.";
    refuseFaults([{ path: "resource", code: "INVALID_NAME", message }]);
  }
  return { permission: permission as Permission, resource: resource ?? null };
}

/** The user behind `usr_…` or `mem_…`; undefined for every other kind of id. */
async function userIdOf(ctx: TenancyContext, tenantId: string, id: string): Promise<string | undefined> {
  const memberId = tryDecodeId("member", id);
  if (memberId === undefined) return tryDecodeId("user", id);
  const member = await ctx.loaders.member(tenantId, memberId);
  if (!member) throw notFound();
  return member.user_id;
}
