import { readFileSync } from "node:fs";
import type { CompleteResolvers } from "@bulkhead/kernel/complete-resolvers.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { createSubgraph, type Subgraph } from "@bulkhead/kernel/subgraph.ts";
import type { TenancyContext } from "./context.ts";
import type { GraphQLResolvers, GraphQLResolversParentTypes } from "./generated/resolvers.ts";
import { Invitation } from "./resolvers/invitation.ts";
import { JoinRequest } from "./resolvers/join-request.ts";
import { Member } from "./resolvers/member.ts";
import { Mutation } from "./resolvers/mutation.ts";
import { Query } from "./resolvers/query.ts";
import { Role } from "./resolvers/role.ts";
import { Subscription } from "./resolvers/subscription.ts";
import { Tenant } from "./resolvers/tenant.ts";
import { TenantConfigChange } from "./resolvers/tenant-config-change.ts";

export const sdl = readFileSync(new URL("../schema.graphql", import.meta.url), "utf8");

const resolvers = {
  Query,
  Mutation,
  Subscription,
  Tenant,
  TenantConfigChange,
  Member,
  Role,
  Invitation,
  JoinRequest,
} satisfies CompleteResolvers<GraphQLResolvers, GraphQLResolversParentTypes>;

export function createSchema(context: (request: RequestContext) => TenancyContext): Subgraph<TenancyContext> {
  return createSubgraph({ name: "tenancy", sdl, resolvers, context });
}
