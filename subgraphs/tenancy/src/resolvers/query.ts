import { domains } from "../domain/domains.ts";
import { joinRequests } from "../domain/join-requests.ts";
import { member } from "../domain/member.ts";
import { members } from "../domain/members.ts";
import { roles } from "../domain/roles.ts";
import { tenant } from "../domain/tenant.ts";
import { tenantConfig } from "../domain/tenant-config.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";

export const Query = {
  tenant: (_, _args, ctx) => tenant(ctx),
  tenantConfig: (_, _args, ctx) => tenantConfig(ctx),
  members: (_, args, ctx) => members(ctx, args),
  member: (_, args, ctx) => member(ctx, args),
  roles: (_, _args, ctx) => roles(ctx),
  domains: (_, _args, ctx) => domains(ctx),
  joinRequests: (_, args, ctx) => joinRequests(ctx, args),
} satisfies GraphQLQueryResolvers;
