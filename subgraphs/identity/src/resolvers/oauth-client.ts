import { actor } from "../domain/actor.ts";
import { oauthClient, oauthClientSecrets } from "../domain/oauth-client.ts";
import type { GraphQLOAuthClientResolvers } from "../generated/resolvers.ts";

export const OAuthClient = {
  __resolveReference: (reference, ctx) => oauthClient(ctx, reference),
  secrets: (parent, _, ctx) => oauthClientSecrets(ctx, parent),
  createdBy: (parent, _, ctx) => actor(ctx, { id: parent.createdById }),
} satisfies GraphQLOAuthClientResolvers;
