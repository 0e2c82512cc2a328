import { createApiKey } from "../domain/create-api-key.ts";
import { createUser } from "../domain/create-user.ts";
import { revokeApiKey } from "../domain/revoke-api-key.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";

export const Mutation = {
  createUser: async (_, { input }, ctx) => ({ user: await createUser(ctx, input) }),
  createApiKey: (_, { input }, ctx) => createApiKey(ctx, input),
  revokeApiKey: async (_, { input }, ctx) => ({ apiKey: await revokeApiKey(ctx, input) }),
} satisfies GraphQLMutationResolvers;
