import { operationFromDocument, Supergraph } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import { adoptScalars, type Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { type DocumentNode, executeSync, type GraphQLSchema, Kind, type OperationDefinitionNode } from "graphql";
import { apolloPlan } from "./apollo.ts";
import { directPlan } from "./direct.ts";
import type { Plan } from "./plan.ts";
import { steppedPlan } from "./stepped.ts";

/** The one door to whatever executes operations, so that it can be exchanged. */
export interface Engine {
  apiSchema: GraphQLSchema;
  plan(document: DocumentNode, operation: OperationDefinitionNode, introspects: boolean): Plan;
}

/**
 * Plans with Apollo's query planner, and runs a plan in the leanest way that gives the same answer:
 * introspection alone on the API schema; a plan of one fetch as the client's own document on that subgraph; the usual
 * plans step by step; everything else by @apollo/gateway's executor.
 */
export function createEngine(sdl: string, subgraphs: readonly Subgraph[]): Engine {
  const supergraph = Supergraph.build(sdl);
  const planner = new QueryPlanner(supergraph, { exposeDocumentNodeInFetchNode: true });
  const api = supergraph.apiSchema();
  const apiSchema = api.toGraphQLJSSchema();
  adoptScalars(apiSchema);
  const byName = new Map(subgraphs.map((one) => [one.name, one]));
  for (const { name } of supergraph.subgraphs().values())
    if (!byName.has(name)) throw new Error(`the supergraph names subgraph ${name}, which this process does not have`);
  const world = { apiSchema, api, supergraphSchema: supergraph.schema.toGraphQLJSSchema(), subgraphs: byName };

  return {
    apiSchema,
    plan(document, operation, introspects) {
      if (introspects && onlyIntrospects(operation)) return introspectionPlan(apiSchema, document);
      const queryPlan = planner.buildQueryPlan(operationFromDocument(api, document));
      const lean = introspects
        ? undefined
        : (directPlan(queryPlan, document, byName) ?? steppedPlan(queryPlan, document, operation, world));
      return lean ?? apolloPlan(queryPlan, document, world);
    },
  };
}

function onlyIntrospects(operation: OperationDefinitionNode): boolean {
  return operation.selectionSet.selections.every((one) => one.kind === Kind.FIELD && one.name.value.startsWith("__"));
}

function introspectionPlan(schema: GraphQLSchema, document: DocumentNode): Plan {
  return async ({ variables }) => executeSync({ schema, document, variableValues: variables });
}
