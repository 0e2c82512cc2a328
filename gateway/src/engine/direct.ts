import type { QueryPlan } from "@apollo/query-planner";
import { type DocumentNode, type ExecutionResult, GraphQLError, validate } from "graphql";
import { isUnavailable, refusesOperation, type SubgraphClient } from "../subgraphs/client.ts";
import type { Plan, World } from "./plan.ts";

/**
 * A plan that asks one subgraph once needs no plan: the client's own document runs on that subgraph, and its answer is
 * the answer. Undefined when the plan is another, or when the subgraph alone would not understand the document (it may
 * name a type that only others know).
 */
export function directPlan(plan: QueryPlan, document: DocumentNode, world: World): Plan | undefined {
  const { node } = plan;
  if (node?.kind !== "Fetch" || node.requires || node.inputRewrites || node.outputRewrites || node.contextRewrites)
    return undefined;
  const subgraph = world.subgraphs.get(node.serviceName);
  if (!subgraph || validate(world.schemaOf(node.serviceName), document).length > 0) return undefined;
  const run = subgraph.prepare(document);
  return async ({ request, variables }) => {
    try {
      return await run(request, variables);
    } catch (error) {
      return withoutData(error, subgraph);
    }
  };
}

function withoutData(error: unknown, subgraph: SubgraphClient): ExecutionResult {
  if (!isUnavailable(error) || refusesOperation(error, subgraph)) throw error;
  return { data: null, errors: [new GraphQLError((error as Error).message, { originalError: error as Error })] };
}
