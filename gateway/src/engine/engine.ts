import { operationFromDocument, Supergraph } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import { adoptScalars } from "@bulkhead/kernel/subgraph.ts";
import { type DocumentNode, executeSync, type GraphQLSchema, Kind, type OperationDefinitionNode } from "graphql";
import type { SubgraphClient } from "../subgraphs/client.ts";
import { apolloPlan } from "./apollo.ts";
import { directPlan } from "./direct.ts";
import type { Plan, World } from "./plan.ts";
import { steppedPlan } from "./stepped.ts";

/** The one door to whatever executes operations, so that it can be exchanged. */
export interface Engine {
  apiSchema: GraphQLSchema;
  plan(document: DocumentNode, operation: OperationDefinitionNode, introspects: boolean): Plan;
  /** The subgraph that has this field of Subscription. */
  subscriptionOwner(field: string): SubgraphClient | undefined;
}

/**
 * Plans with Apollo's query planner, and runs a plan in the leanest way that gives the same answer:
 * introspection alone on the API schema; a plan of one fetch as the client's own document on that subgraph; the usual
 * plans step by step; everything else by @apollo/gateway's executor.
 */
export function createEngine(sdl: string, subgraphs: readonly SubgraphClient[]): Engine {
  const supergraph = Supergraph.build(sdl);
  const planner = new QueryPlanner(supergraph, { exposeDocumentNodeInFetchNode: true });
  const api = supergraph.apiSchema();
  const apiSchema = api.toGraphQLJSSchema();
  adoptScalars(apiSchema);
  const byName = new Map(subgraphs.map((one) => [one.name, one]));
  for (const { name } of supergraph.subgraphs().values())
    if (!byName.has(name)) throw new Error(`the supergraph names subgraph ${name}, which this process does not reach`);
  const world: World = {
    apiSchema,
    api,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    subgraphs: byName,
    schemaOf: subgraphSchemas(supergraph),
  };

  return {
    apiSchema,
    plan(document, operation, introspects) {
      if (introspects && onlyIntrospects(operation)) return introspectionPlan(apiSchema, document);
      const queryPlan = planner.buildQueryPlan(operationFromDocument(api, document));
      const lean = introspects
        ? undefined
        : (directPlan(queryPlan, document, world) ?? steppedPlan(queryPlan, document, operation, world));
      return lean ?? apolloPlan(queryPlan, document, world);
    },
    subscriptionOwner(field) {
      const owner = supergraph
        .subgraphs()
        .values()
        .find(({ schema }) => schema.schemaDefinition.rootType("subscription")?.field(field));
      return owner && byName.get(owner.name);
    },
  };
}

/** Each made when first asked for. */
function subgraphSchemas(supergraph: Supergraph): World["schemaOf"] {
  const made = new Map<string, GraphQLSchema>();
  return (name) => {
    let schema = made.get(name);
    if (!schema) {
      const subgraph = supergraph.subgraphs().get(name);
      if (!subgraph) throw new Error(`the supergraph has no subgraph ${name}`);
      schema = subgraph.schema.toGraphQLJSSchema();
      made.set(name, schema);
    }
    return schema;
  };
}

function onlyIntrospects(operation: OperationDefinitionNode): boolean {
  return operation.selectionSet.selections.every((one) => one.kind === Kind.FIELD && one.name.value.startsWith("__"));
}

function introspectionPlan(schema: GraphQLSchema, document: DocumentNode): Plan {
  return async ({ variables }) => executeSync({ schema, document, variableValues: variables });
}
