import { tenantConfigChanged } from "../domain/tenant-config-changed.ts";
import type { GraphQLSubscriptionResolvers } from "../generated/resolvers.ts";
import type { ConfigChange } from "../settings/config-change.ts";

export const Subscription = {
  tenantConfigChanged: {
    /** Each source event is a change with its `cursor`, by which `Query.tenantConfigChange` finds it again. */
    subscribe: (_, args, ctx) => tenantConfigChanged(ctx, args),
    resolve: (change: ConfigChange) => change,
  },
} satisfies GraphQLSubscriptionResolvers;
