import { auditEvent } from "../domain/audit-event.ts";
import type { GraphQLAuditEventResolvers } from "../generated/resolvers.ts";

export const AuditEvent = {
  __resolveReference: (reference, ctx) => auditEvent(ctx, reference),
  actor: (parent) => ({ __typename: "Actor", id: parent.actorId }),
  impersonator: ({ impersonatorId: id }) => (id === null ? null : { __typename: "Actor", id }),
} satisfies GraphQLAuditEventResolvers;
