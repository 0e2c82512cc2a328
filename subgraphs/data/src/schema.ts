import { readFileSync } from "node:fs";
import type { CompleteResolvers } from "@bulkhead/kernel/complete-resolvers.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { createSubgraph, type Subgraph } from "@bulkhead/kernel/subgraph.ts";
import type { DataContext } from "./context.ts";
import type { GraphQLResolvers, GraphQLResolversParentTypes } from "./generated/resolvers.ts";
import { BulkChange } from "./resolvers/bulk-change.ts";
import { Collection } from "./resolvers/collection.ts";
import { CollectionMigration } from "./resolvers/collection-migration.ts";
import { Export } from "./resolvers/export.ts";
import { Import } from "./resolvers/import.ts";
import { Mutation } from "./resolvers/mutation.ts";
import { Query } from "./resolvers/query.ts";
import { DeletedRecord, Record } from "./resolvers/record.ts";
import { Subscription } from "./resolvers/subscription.ts";

export const sdl = readFileSync(new URL("../schema.graphql", import.meta.url), "utf8");

const resolvers = {
  Query,
  Mutation,
  Subscription,
  Collection,
  CollectionMigration,
  Record,
  DeletedRecord,
  BulkChange,
  Export,
  Import,
} satisfies CompleteResolvers<GraphQLResolvers, GraphQLResolversParentTypes>;

export function createSchema(context: (request: RequestContext) => DataContext): Subgraph<DataContext> {
  return createSubgraph({ name: "data", sdl, resolvers, context });
}
