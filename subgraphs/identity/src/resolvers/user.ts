import { user } from "../domain/user.ts";
import type { GraphQLUserResolvers } from "../generated/resolvers.ts";

export const User = {
  __resolveReference: (reference, ctx) => user(ctx, reference),
} satisfies GraphQLUserResolvers;
