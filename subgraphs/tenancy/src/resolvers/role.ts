import type { GraphQLRoleResolvers } from "../generated/resolvers.ts";

export const Role = {
  permissions: (parent) => [...parent.permissions].sort(),
} satisfies GraphQLRoleResolvers;
