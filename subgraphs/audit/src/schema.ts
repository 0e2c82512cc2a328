import { readFileSync } from "node:fs";
import type { CompleteResolvers } from "@bulkhead/kernel/complete-resolvers.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { createSubgraph, type Subgraph } from "@bulkhead/kernel/subgraph.ts";
import type { AuditContext } from "./context.ts";
import type { GraphQLResolvers, GraphQLResolversParentTypes } from "./generated/resolvers.ts";
import { AuditEvent } from "./resolvers/audit-event.ts";
import { Mutation } from "./resolvers/mutation.ts";
import { Query } from "./resolvers/query.ts";

export const sdl = readFileSync(new URL("../schema.graphql", import.meta.url), "utf8");

const resolvers = { Query, Mutation, AuditEvent } satisfies CompleteResolvers<
  GraphQLResolvers,
  GraphQLResolversParentTypes
>;

export function createSchema(context: (request: RequestContext) => AuditContext): Subgraph<AuditContext> {
  return createSubgraph({ name: "audit", sdl, resolvers, context });
}
