import { addMember } from "../domain/add-member.ts";
import { changeMemberRole } from "../domain/change-member-role.ts";
import { removeMember } from "../domain/remove-member.ts";
import { updateTenantConfig } from "../domain/update-tenant-config.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";
import { OPERATIONS } from "../operate.ts";

export const Mutation = {
  addMember: async (_, { input }, ctx) => ({ member: await addMember(ctx, input) }),
  changeMemberRole: async (_, { input }, ctx) => ({ member: await changeMemberRole(ctx, input) }),
  removeMember: (_, { input }, ctx) => removeMember(ctx, input),
  updateTenantConfig: async (_, { input }, ctx) => ({ tenantConfig: await updateTenantConfig(ctx, input) }),
  suspendTenant: (_, { input }, ctx) => OPERATIONS.suspendTenant(ctx, input),
  resumeTenant: (_, { input }, ctx) => OPERATIONS.resumeTenant(ctx, input),
  changeTenantPlan: (_, { input }, ctx) => OPERATIONS.changeTenantPlan(ctx, input),
  runTenantReport: (_, { input }, ctx) => OPERATIONS.runTenantReport(ctx, input),
} satisfies GraphQLMutationResolvers;
