import { domains } from "../domain/domains.ts";
import { explainAccess } from "../domain/explain-access.ts";
import { invitation } from "../domain/invitation.ts";
import { invitations } from "../domain/invitations.ts";
import { joinRequests } from "../domain/join-requests.ts";
import { member } from "../domain/member.ts";
import { members } from "../domain/members.ts";
import { myPermissions } from "../domain/my-permissions.ts";
import { role } from "../domain/role.ts";
import { roles } from "../domain/roles.ts";
import { tenant } from "../domain/tenant.ts";
import { tenantConfig } from "../domain/tenant-config.ts";
import { tenantConfigChange } from "../domain/tenant-config-change.ts";
import { tenantConfigVersions } from "../domain/tenant-config-versions.ts";
import { tenantExport } from "../domain/tenant-export.ts";
import { tenantExports } from "../domain/tenant-exports.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";
import { OPERATIONS } from "../operate.ts";

export const Query = {
  tenant: (_, _args, ctx) => tenant(ctx),
  tenantConfig: (_, _args, ctx) => tenantConfig(ctx),
  tenantConfigVersions: (_, args, ctx) => tenantConfigVersions(ctx, args),
  tenantConfigChange: (_, args, ctx) => tenantConfigChange(ctx, args),
  members: (_, args, ctx) => members(ctx, args),
  member: (_, args, ctx) => member(ctx, args),
  roles: (_, _args, ctx) => roles(ctx),
  role: (_, args, ctx) => role(ctx, args),
  myPermissions: (_, _args, ctx) => myPermissions(ctx),
  explainAccess: (_, args, ctx) => explainAccess(ctx, args),
  invitations: (_, args, ctx) => invitations(ctx, args),
  invitation: (_, args, ctx) => invitation(ctx, args),
  tenantExports: (_, _args, ctx) => tenantExports(ctx),
  tenantExport: (_, args, ctx) => tenantExport(ctx, args),
  domains: (_, _args, ctx) => domains(ctx),
  joinRequests: (_, args, ctx) => joinRequests(ctx, args),
  tenants: (_, args, ctx) => OPERATIONS.tenants(ctx, args),
  tenantById: (_, args, ctx) => OPERATIONS.tenantById(ctx, args),
} satisfies GraphQLQueryResolvers;
