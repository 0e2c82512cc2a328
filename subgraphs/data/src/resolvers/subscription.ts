import type { RecordChange } from "../changes/record-change.ts";
import { exportChanged } from "../domain/export-changed.ts";
import { importChanged } from "../domain/import-changed.ts";
import { recordChanged } from "../domain/record-changed.ts";
import type { GraphQLSubscriptionResolvers } from "../generated/resolvers.ts";
import type { TransferNews } from "../transfers/follow.ts";

export const Subscription = {
  recordChanged: {
    /** Each source event is a change with its `cursor`, by which `Query.recordChange` finds it again. */
    subscribe: (_, args, ctx) => recordChanged(ctx, args),
    resolve: (change: RecordChange) => change,
  },
  importChanged: {
    /** Each source event has no more than a `cursor`: what there is to see, `Query.importChange` reads. */
    subscribe: (_, args, ctx) => importChanged(ctx, args),
    resolve: (news: TransferNews) => news as never,
  },
  exportChanged: {
    /** As `importChanged`: `Query.exportChange` reads it. */
    subscribe: (_, args, ctx) => exportChanged(ctx, args),
    resolve: (news: TransferNews) => news as never,
  },
} satisfies GraphQLSubscriptionResolvers;
