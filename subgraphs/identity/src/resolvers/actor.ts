import { actor, actorName } from "../domain/actor.ts";
import type { GraphQLActorResolvers } from "../generated/resolvers.ts";

export const Actor = {
  __resolveReference: (reference, ctx) => actor(ctx, reference),
  name: (parent, _, ctx) => actorName(ctx, parent),
} satisfies GraphQLActorResolvers;
