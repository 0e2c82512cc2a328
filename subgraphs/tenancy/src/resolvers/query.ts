import { member } from "../domain/member.ts";
import { members } from "../domain/members.ts";
import { roles } from "../domain/roles.ts";
import { tenant } from "../domain/tenant.ts";
import { tenantConfig } from "../domain/tenant-config.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";
import { OPERATIONS } from "../operate.ts";

export const Query = {
  tenant: (_, _args, ctx) => tenant(ctx),
  tenantConfig: (_, _args, ctx) => tenantConfig(ctx),
  members: (_, args, ctx) => members(ctx, args),
  member: (_, args, ctx) => member(ctx, args),
  roles: (_, _args, ctx) => roles(ctx),
  tenants: (_, args, ctx) => OPERATIONS.tenants(ctx, args),
  tenantById: (_, args, ctx) => OPERATIONS.tenantById(ctx, args),
} satisfies GraphQLQueryResolvers;
