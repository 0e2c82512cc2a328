import { sessionClientName } from "../domain/sessions.ts";
import type { GraphQLSessionResolvers } from "../generated/resolvers.ts";

export const Session = {
  clientName: (parent, _, ctx) => sessionClientName(ctx, parent),
} satisfies GraphQLSessionResolvers;
