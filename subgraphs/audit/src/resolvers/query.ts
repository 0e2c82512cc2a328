import { auditEvent } from "../domain/audit-event.ts";
import { auditEvents } from "../domain/audit-events.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";

export const Query = {
  auditEvents: (_, args, ctx) => auditEvents(ctx, args),
  auditEvent: (_, args, ctx) => auditEvent(ctx, args),
} satisfies GraphQLQueryResolvers;
