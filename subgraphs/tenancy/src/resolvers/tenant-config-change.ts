import { versionOfChange } from "../domain/tenant-config-change.ts";
import type { GraphQLTenantConfigChangeResolvers } from "../generated/resolvers.ts";

export const TenantConfigChange = {
  version: (parent, _, ctx) => versionOfChange(ctx, parent),
} satisfies GraphQLTenantConfigChangeResolvers;
