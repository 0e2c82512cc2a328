import { record } from "../domain/record.ts";
import { recordVersions } from "../domain/record-versions.ts";
import type { GraphQLDeletedRecordResolvers, GraphQLRecordResolvers } from "../generated/resolvers.ts";
import { asksFor } from "./asks-for.ts";

/** What costs a second look at the tables, and is left out when nobody asks for it. */
export const CHANGES: ReadonlySet<string> = new Set(["changes"]);

export const Record = {
  __resolveReference: (reference, ctx) => record(ctx, reference.id),
  versions: ({ id, collection }, args, ctx, info) =>
    recordVersions(ctx, { ...args, id, collection, withChanges: asksFor(info, CHANGES) }),
} satisfies GraphQLRecordResolvers;

export const DeletedRecord = {
  versions: ({ id, collection }, args, ctx, info) =>
    recordVersions(ctx, { ...args, id, collection, withChanges: asksFor(info, CHANGES) }),
} satisfies GraphQLDeletedRecordResolvers;
