import type { GraphQLRoleResolvers } from "../generated/resolvers.ts";

export const Role = {
  permissions: (parent) => [...parent.permissions].sort(),
  collections: (parent) => (parent.collections ? [...parent.collections].sort() : null),
} satisfies GraphQLRoleResolvers;
