import { createActivationLink } from "../domain/create-activation-link.ts";
import { createApiKey } from "../domain/create-api-key.ts";
import { createOAuthClient } from "../domain/create-oauth-client.ts";
import { createUser } from "../domain/create-user.ts";
import { lockUser } from "../domain/lock-user.ts";
import { revokeApiKey } from "../domain/revoke-api-key.ts";
import { revokeOAuthClient } from "../domain/revoke-oauth-client.ts";
import { rotateOAuthClientSecret } from "../domain/rotate-oauth-client-secret.ts";
import { unlockUser } from "../domain/unlock-user.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";

export const Mutation = {
  createUser: async (_, { input }, ctx) => ({ user: await createUser(ctx, input) }),
  createApiKey: (_, { input }, ctx) => createApiKey(ctx, input),
  revokeApiKey: async (_, { input }, ctx) => ({ apiKey: await revokeApiKey(ctx, input) }),
  createActivationLink: (_, { input }, ctx) => createActivationLink(ctx, input),
  lockUser: async (_, { input }, ctx) => ({ user: await lockUser(ctx, input) }),
  unlockUser: async (_, { input }, ctx) => ({ user: await unlockUser(ctx, input) }),
  createOAuthClient: (_, { input }, ctx) => createOAuthClient(ctx, input),
  rotateOAuthClientSecret: (_, { input }, ctx) => rotateOAuthClientSecret(ctx, input),
  revokeOAuthClient: async (_, { input }, ctx) => ({ oauthClient: await revokeOAuthClient(ctx, input) }),
} satisfies GraphQLMutationResolvers;
