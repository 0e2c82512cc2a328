import { addMember } from "../domain/add-member.ts";
import { changeMemberRole } from "../domain/change-member-role.ts";
import { closeTenant } from "../domain/close-tenant.ts";
import { createTenantExport } from "../domain/create-tenant-export.ts";
import { removeMember } from "../domain/remove-member.ts";
import { reopenTenant } from "../domain/reopen-tenant.ts";
import { updateTenantConfig } from "../domain/update-tenant-config.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";

export const Mutation = {
  addMember: async (_, { input }, ctx) => ({ member: await addMember(ctx, input) }),
  changeMemberRole: async (_, { input }, ctx) => ({ member: await changeMemberRole(ctx, input) }),
  removeMember: (_, { input }, ctx) => removeMember(ctx, input),
  updateTenantConfig: async (_, { input }, ctx) => ({ tenantConfig: await updateTenantConfig(ctx, input) }),
  closeTenant: async (_, { input }, ctx) => ({ tenant: await closeTenant(ctx, input) }),
  reopenTenant: async (_, { input }, ctx) => ({ tenant: await reopenTenant(ctx, input) }),
  createTenantExport: async (_, { input }, ctx) => ({ tenantExport: await createTenantExport(ctx, input) }),
} satisfies GraphQLMutationResolvers;
