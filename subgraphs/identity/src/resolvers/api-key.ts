import { actor } from "../domain/actor.ts";
import { apiKey } from "../domain/api-key.ts";
import { keyServiceAccount } from "../domain/service-account.ts";
import type { GraphQLApiKeyResolvers } from "../generated/resolvers.ts";

export const ApiKey = {
  __resolveReference: (reference, ctx) => apiKey(ctx, reference),
  serviceAccount: (parent, _, ctx) => keyServiceAccount(ctx, parent),
  createdBy: (parent, _, ctx) => actor(ctx, { id: parent.createdById }),
} satisfies GraphQLApiKeyResolvers;
