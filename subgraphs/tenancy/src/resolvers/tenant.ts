import { tenant } from "../domain/tenant.ts";
import type { GraphQLTenantResolvers } from "../generated/resolvers.ts";

export const Tenant = {
  __resolveReference: (reference, ctx) => tenant(ctx, reference),
} satisfies GraphQLTenantResolvers;
