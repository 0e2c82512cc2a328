import { addDomain } from "../domain/add-domain.ts";
import { addMember } from "../domain/add-member.ts";
import { approveJoinRequest } from "../domain/approve-join-request.ts";
import { changeMemberRole } from "../domain/change-member-role.ts";
import { closeTenant } from "../domain/close-tenant.ts";
import { createRole } from "../domain/create-role.ts";
import { createTenantExport } from "../domain/create-tenant-export.ts";
import { declineJoinRequest } from "../domain/decline-join-request.ts";
import { deleteRole } from "../domain/delete-role.ts";
import { inviteMember } from "../domain/invite-member.ts";
import { leaveTenant } from "../domain/leave-tenant.ts";
import { removeDomain } from "../domain/remove-domain.ts";
import { removeMember } from "../domain/remove-member.ts";
import { reopenTenant } from "../domain/reopen-tenant.ts";
import { resendInvitation } from "../domain/resend-invitation.ts";
import { revokeInvitation } from "../domain/revoke-invitation.ts";
import { rollbackTenantConfig } from "../domain/rollback-tenant-config.ts";
import { updateDomain } from "../domain/update-domain.ts";
import { updateRole } from "../domain/update-role.ts";
import { updateTenantConfig } from "../domain/update-tenant-config.ts";
import { verifyDomain } from "../domain/verify-domain.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";
import { OPERATIONS } from "../operate.ts";

export const Mutation = {
  addMember: async (_, { input }, ctx) => ({ member: await addMember(ctx, input) }),
  changeMemberRole: async (_, { input }, ctx) => ({ member: await changeMemberRole(ctx, input) }),
  removeMember: (_, { input }, ctx) => removeMember(ctx, input),
  createRole: async (_, { input }, ctx) => ({ role: await createRole(ctx, input) }),
  updateRole: async (_, { input }, ctx) => ({ role: await updateRole(ctx, input) }),
  deleteRole: (_, { input }, ctx) => deleteRole(ctx, input),
  inviteMember: (_, { input }, ctx) => inviteMember(ctx, input),
  resendInvitation: (_, { input }, ctx) => resendInvitation(ctx, input),
  revokeInvitation: async (_, { input }, ctx) => ({ invitation: await revokeInvitation(ctx, input) }),
  leaveTenant: (_, { input }, ctx) => leaveTenant(ctx, input),
  updateTenantConfig: (_, { input }, ctx) => updateTenantConfig(ctx, input),
  rollbackTenantConfig: (_, { input }, ctx) => rollbackTenantConfig(ctx, input),
  closeTenant: async (_, { input }, ctx) => ({ tenant: await closeTenant(ctx, input) }),
  reopenTenant: async (_, { input }, ctx) => ({ tenant: await reopenTenant(ctx, input) }),
  createTenantExport: async (_, { input }, ctx) => ({ tenantExport: await createTenantExport(ctx, input) }),
  addDomain: async (_, { input }, ctx) => ({ domain: await addDomain(ctx, input) }),
  updateDomain: async (_, { input }, ctx) => ({ domain: await updateDomain(ctx, input) }),
  verifyDomain: async (_, { input }, ctx) => ({ domain: await verifyDomain(ctx, input) }),
  removeDomain: (_, { input }, ctx) => removeDomain(ctx, input),
  approveJoinRequest: async (_, { input }, ctx) => ({ joinRequest: await approveJoinRequest(ctx, input) }),
  declineJoinRequest: async (_, { input }, ctx) => ({ joinRequest: await declineJoinRequest(ctx, input) }),
  suspendTenant: (_, { input }, ctx) => OPERATIONS.suspendTenant(ctx, input),
  resumeTenant: (_, { input }, ctx) => OPERATIONS.resumeTenant(ctx, input),
  changeTenantPlan: (_, { input }, ctx) => OPERATIONS.changeTenantPlan(ctx, input),
  runTenantReport: (_, { input }, ctx) => OPERATIONS.runTenantReport(ctx, input),
} satisfies GraphQLMutationResolvers;
