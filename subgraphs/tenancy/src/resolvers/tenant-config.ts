import type { GraphQLTenantConfigResolvers } from "../generated/resolvers.ts";

export const TenantConfig = {
  mfaEnforcedFrom: ({ mfaEnforcedFrom }) => (mfaEnforcedFrom === 0 ? null : new Date(mfaEnforcedFrom).toISOString()),
} satisfies GraphQLTenantConfigResolvers;
