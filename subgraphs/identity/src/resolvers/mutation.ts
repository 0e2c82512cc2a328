import { inInstallation, inTenant } from "@bulkhead/kernel/operator-role.ts";
import { addOperator } from "../domain/add-operator.ts";
import { changeOperatorRole } from "../domain/change-operator-role.ts";
import { changeServiceAccountRole } from "../domain/change-service-account-role.ts";
import { createActivationLink } from "../domain/create-activation-link.ts";
import { createApiKey } from "../domain/create-api-key.ts";
import { createOAuthClient } from "../domain/create-oauth-client.ts";
import { createOperatorLink } from "../domain/create-operator-link.ts";
import { createServiceAccount } from "../domain/create-service-account.ts";
import { createUser } from "../domain/create-user.ts";
import { endImpersonation } from "../domain/end-impersonation.ts";
import { lockUser } from "../domain/lock-user.ts";
import { removeFactor } from "../domain/remove-factor.ts";
import { removeOperator } from "../domain/remove-operator.ts";
import { removeServiceAccount } from "../domain/remove-service-account.ts";
import { revokeApiKey } from "../domain/revoke-api-key.ts";
import { revokeOAuthClient } from "../domain/revoke-oauth-client.ts";
import { revokeSession } from "../domain/revoke-session.ts";
import { revokeSessions } from "../domain/revoke-sessions.ts";
import { rotateOAuthClientSecret } from "../domain/rotate-oauth-client-secret.ts";
import { startImpersonation } from "../domain/start-impersonation.ts";
import { unlockUser } from "../domain/unlock-user.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";
import { inItsTenant } from "../operators/in-its-tenant.ts";

export const Mutation = {
  createUser: async (_, { input }, ctx) => ({ user: await createUser(ctx, input) }),
  createApiKey: (_, { input }, ctx) => createApiKey(ctx, input),
  createServiceAccount: async (_, { input }, ctx) => ({ serviceAccount: await createServiceAccount(ctx, input) }),
  changeServiceAccountRole: async (_, { input }, ctx) => ({
    serviceAccount: await changeServiceAccountRole(ctx, input),
  }),
  removeServiceAccount: async (_, { input }, ctx) => ({ serviceAccount: await removeServiceAccount(ctx, input) }),
  revokeApiKey: async (_, { input }, ctx) => ({ apiKey: await revokeApiKey(ctx, input) }),
  createActivationLink: (_, { input }, ctx) => createActivationLink(ctx, input),
  lockUser: async (_, { input }, ctx) => ({ user: await lockUser(ctx, input) }),
  unlockUser: async (_, { input }, ctx) => ({ user: await unlockUser(ctx, input) }),
  createOAuthClient: (_, { input }, ctx) => createOAuthClient(ctx, input),
  rotateOAuthClientSecret: (_, { input }, ctx) => rotateOAuthClientSecret(ctx, input),
  revokeOAuthClient: async (_, { input }, ctx) => ({ oauthClient: await revokeOAuthClient(ctx, input) }),
  revokeSession: async (_, { input }, ctx) => ({ session: await revokeSession(ctx, input) }),
  revokeSessions: async (_, { input }, ctx) => ({ count: await revokeSessions(ctx, input) }),
  removeFactor: (_, { input }, ctx) => removeFactor(ctx, input),
  addOperator: (_, { input }, ctx) => addOperator(inInstallation(ctx), input),
  changeOperatorRole: async (_, { input }, ctx) => ({
    operator: await changeOperatorRole(inInstallation(ctx), input),
  }),
  createOperatorLink: (_, { input }, ctx) => createOperatorLink(inInstallation(ctx), input),
  removeOperator: (_, { input }, ctx) => removeOperator(inInstallation(ctx), input),
  startImpersonation: (_, { input }, ctx) => startImpersonation(inTenant(ctx, input.tenantId), input),
  endImpersonation: async (_, { input }, ctx) => ({
    impersonation: await endImpersonation(await inItsTenant(ctx, input.id), input),
  }),
} satisfies GraphQLMutationResolvers;
