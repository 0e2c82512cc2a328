import type { Schema } from "@apollo/federation-internals";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Variables } from "@bulkhead/kernel/document-runner.ts";
import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { SubgraphClient } from "../subgraphs/client.ts";

/** One run of an operation. */
export interface Run {
  request: RequestContext;
  /** As the API schema coerced them, defaults filled in; each subgraph coerces them again, to the same. */
  variables: Variables;
}

/** How an operation is answered; made once per document, run any number of times. */
export type Plan = (run: Run) => Promise<ExecutionResult>;

/** The schemas and subgraphs a plan runs on. */
export interface World {
  apiSchema: GraphQLSchema;
  /** The same schema in Apollo's own form. */
  api: Schema;
  supergraphSchema: GraphQLSchema;
  subgraphs: ReadonlyMap<string, SubgraphClient>;
  /** A subgraph's schema as the supergraph tells it, which may be newer than the subgraph. */
  schemaOf(subgraph: string): GraphQLSchema;
}
