import type { RecordChange } from "../changes/record-change.ts";
import { type ImportNews, importChanged } from "../domain/import-changed.ts";
import { recordChanged } from "../domain/record-changed.ts";
import type { GraphQLSubscriptionResolvers } from "../generated/resolvers.ts";

export const Subscription = {
  recordChanged: {
    /** Each source event is a change with its `cursor`, by which `Query.recordChange` finds it again. */
    subscribe: (_, args, ctx) => recordChanged(ctx, args),
    resolve: (change: RecordChange) => change,
  },
  importChanged: {
    /** Each source event has no more than a `cursor`: what there is to see, `Query.importChange` reads. */
    subscribe: (_, args, ctx) => importChanged(ctx, args),
    resolve: (news: ImportNews) => news as never,
  },
} satisfies GraphQLSubscriptionResolvers;
