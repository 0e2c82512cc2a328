import type { RecordChange } from "../changes/record-change.ts";
import { recordChanged } from "../domain/record-changed.ts";
import type { GraphQLSubscriptionResolvers } from "../generated/resolvers.ts";

export const Subscription = {
  recordChanged: {
    /** Each source event is a change with its `cursor`, by which `Query.recordChange` finds it again. */
    subscribe: (_, args, ctx) => recordChanged(ctx, args),
    resolve: (change: RecordChange) => change,
  },
} satisfies GraphQLSubscriptionResolvers;
