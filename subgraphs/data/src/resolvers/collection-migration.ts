import { migrationFailures } from "../domain/migration-failures.ts";
import type { GraphQLCollectionMigrationResolvers } from "../generated/resolvers.ts";

export const CollectionMigration = {
  failures: (parent, args, ctx) => migrationFailures(ctx, parent.id, args),
} satisfies GraphQLCollectionMigrationResolvers;
