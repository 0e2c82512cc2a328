import { addDomain } from "../domain/add-domain.ts";
import { addMember } from "../domain/add-member.ts";
import { approveJoinRequest } from "../domain/approve-join-request.ts";
import { changeMemberRole } from "../domain/change-member-role.ts";
import { declineJoinRequest } from "../domain/decline-join-request.ts";
import { removeDomain } from "../domain/remove-domain.ts";
import { removeMember } from "../domain/remove-member.ts";
import { updateDomain } from "../domain/update-domain.ts";
import { updateTenantConfig } from "../domain/update-tenant-config.ts";
import { verifyDomain } from "../domain/verify-domain.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";

export const Mutation = {
  addMember: async (_, { input }, ctx) => ({ member: await addMember(ctx, input) }),
  changeMemberRole: async (_, { input }, ctx) => ({ member: await changeMemberRole(ctx, input) }),
  removeMember: (_, { input }, ctx) => removeMember(ctx, input),
  updateTenantConfig: async (_, { input }, ctx) => ({ tenantConfig: await updateTenantConfig(ctx, input) }),
  addDomain: async (_, { input }, ctx) => ({ domain: await addDomain(ctx, input) }),
  updateDomain: async (_, { input }, ctx) => ({ domain: await updateDomain(ctx, input) }),
  verifyDomain: async (_, { input }, ctx) => ({ domain: await verifyDomain(ctx, input) }),
  removeDomain: (_, { input }, ctx) => removeDomain(ctx, input),
  approveJoinRequest: async (_, { input }, ctx) => ({ joinRequest: await approveJoinRequest(ctx, input) }),
  declineJoinRequest: async (_, { input }, ctx) => ({ joinRequest: await declineJoinRequest(ctx, input) }),
} satisfies GraphQLMutationResolvers;
