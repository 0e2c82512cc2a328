import { collection } from "../domain/collection.ts";
import { collectionVersions } from "../domain/collection-versions.ts";
import type { GraphQLCollectionResolvers } from "../generated/resolvers.ts";

export const Collection = {
  __resolveReference: (reference, ctx) => collection(ctx, { id: reference.id }),
  versions: (parent, args, ctx) => collectionVersions(ctx, parent.id, args),
} satisfies GraphQLCollectionResolvers;
