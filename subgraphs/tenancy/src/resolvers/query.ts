import { member } from "../domain/member.ts";
import { members } from "../domain/members.ts";
import { roles } from "../domain/roles.ts";
import { tenant } from "../domain/tenant.ts";
import { tenantConfig } from "../domain/tenant-config.ts";
import { tenantConfigChange } from "../domain/tenant-config-change.ts";
import { tenantConfigVersions } from "../domain/tenant-config-versions.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";

export const Query = {
  tenant: (_, _args, ctx) => tenant(ctx),
  tenantConfig: (_, _args, ctx) => tenantConfig(ctx),
  tenantConfigVersions: (_, args, ctx) => tenantConfigVersions(ctx, args),
  tenantConfigChange: (_, args, ctx) => tenantConfigChange(ctx, args),
  members: (_, args, ctx) => members(ctx, args),
  member: (_, args, ctx) => member(ctx, args),
  roles: (_, _args, ctx) => roles(ctx),
} satisfies GraphQLQueryResolvers;
