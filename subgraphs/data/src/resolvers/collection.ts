import { collection } from "../domain/collection.ts";
import type { GraphQLCollectionResolvers } from "../generated/resolvers.ts";

export const Collection = {
  __resolveReference: (reference, ctx) => collection(ctx, { id: reference.id }),
} satisfies GraphQLCollectionResolvers;
