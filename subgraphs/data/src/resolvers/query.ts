import type { Connection } from "@bulkhead/kernel/connection.ts";
import { collection } from "../domain/collection.ts";
import { collectionMigration } from "../domain/collection-migration.ts";
import { collectionMigrations } from "../domain/collection-migrations.ts";
import { collections } from "../domain/collections.ts";
import { importById } from "../domain/import.ts";
import { imports } from "../domain/imports.ts";
import { record } from "../domain/record.ts";
import { recordChange } from "../domain/record-change.ts";
import { records } from "../domain/records.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";
import type { RecordNode } from "../records/record-node.ts";
import { asksFor } from "./asks-for.ts";

/** What the database need not send when nobody asks for it. */
const AUTHORSHIP: ReadonlySet<string> = new Set(["updatedAt", "createdBy", "updatedBy"]);

export const Query = {
  collections: (_, args, ctx) => collections(ctx, args),
  collection: (_, args, ctx) => collection(ctx, args),
  collectionMigration: (_, args, ctx) => collectionMigration(ctx, args.id),
  collectionMigrations: (_, args, ctx) => collectionMigrations(ctx, args),
  record: (_, args, ctx) => record(ctx, args.id),
  // What a lean record lacks is what nobody asked for, so it is never looked for: to GraphQL it is a whole one.
  records: (_, args, ctx, info) => records(ctx, args, !asksFor(info, AUTHORSHIP)) as Promise<Connection<RecordNode>>,
  recordChange: (_, args, ctx) => recordChange(ctx, args),
  imports: (_, args, ctx) => imports(ctx, args),
  import: (_, args, ctx) => importById(ctx, args.id),
} satisfies GraphQLQueryResolvers;
