import { actor } from "../domain/actor.ts";
import type { GraphQLMeResolvers } from "../generated/resolvers.ts";

export const Me = {
  actor: (parent, _, ctx) => actor(ctx, { id: parent.actorId }),
} satisfies GraphQLMeResolvers;
