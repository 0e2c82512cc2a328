import { readFileSync } from "node:fs";
import type { CompleteResolvers } from "@bulkhead/kernel/complete-resolvers.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { createSubgraph, type Subgraph } from "@bulkhead/kernel/subgraph.ts";
import type { IdentityContext } from "./context.ts";
import type { GraphQLResolvers, GraphQLResolversParentTypes } from "./generated/resolvers.ts";
import { Actor } from "./resolvers/actor.ts";
import { ApiKey } from "./resolvers/api-key.ts";
import { Me } from "./resolvers/me.ts";
import { Mutation } from "./resolvers/mutation.ts";
import { OAuthClient } from "./resolvers/oauth-client.ts";
import { Query } from "./resolvers/query.ts";
import { RemoveFactorPayload } from "./resolvers/remove-factor-payload.ts";
import { ServiceAccount } from "./resolvers/service-account.ts";
import { Session } from "./resolvers/session.ts";
import { User } from "./resolvers/user.ts";

export const sdl = readFileSync(new URL("../schema.graphql", import.meta.url), "utf8");

const resolvers = {
  Query,
  Mutation,
  Me,
  Actor,
  User,
  ApiKey,
  OAuthClient,
  ServiceAccount,
  Session,
  RemoveFactorPayload,
} satisfies CompleteResolvers<GraphQLResolvers, GraphQLResolversParentTypes>;

export function createSchema(context: (request: RequestContext) => IdentityContext): Subgraph<IdentityContext> {
  return createSubgraph({ name: "identity", sdl, resolvers, context });
}
