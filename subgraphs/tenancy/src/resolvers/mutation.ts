import { addMember } from "../domain/add-member.ts";
import { changeMemberRole } from "../domain/change-member-role.ts";
import { removeMember } from "../domain/remove-member.ts";
import { rollbackTenantConfig } from "../domain/rollback-tenant-config.ts";
import { updateTenantConfig } from "../domain/update-tenant-config.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";

export const Mutation = {
  addMember: async (_, { input }, ctx) => ({ member: await addMember(ctx, input) }),
  changeMemberRole: async (_, { input }, ctx) => ({ member: await changeMemberRole(ctx, input) }),
  removeMember: (_, { input }, ctx) => removeMember(ctx, input),
  updateTenantConfig: (_, { input }, ctx) => updateTenantConfig(ctx, input),
  rollbackTenantConfig: (_, { input }, ctx) => rollbackTenantConfig(ctx, input),
} satisfies GraphQLMutationResolvers;
