import type { QueryPlan } from "@apollo/query-planner";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { type DocumentNode, validate } from "graphql";
import { documentRunner } from "./jit.ts";
import type { Plan } from "./plan.ts";

/**
 * A plan that asks one subgraph once needs no plan: the client's own document runs on that subgraph, and its answer is
 * the answer. Undefined when the plan is another, or when the subgraph alone would not understand the document (it may
 * name a type that only others know).
 */
export function directPlan(
  plan: QueryPlan,
  document: DocumentNode,
  subgraphs: ReadonlyMap<string, Subgraph>,
): Plan | undefined {
  const { node } = plan;
  if (node?.kind !== "Fetch" || node.requires || node.inputRewrites || node.outputRewrites || node.contextRewrites)
    return undefined;
  const subgraph = subgraphs.get(node.serviceName);
  if (!subgraph || validate(subgraph.schema, document).length > 0) return undefined;
  const run = documentRunner(subgraph.schema, document);
  return async ({ request, variables }) => run(subgraph.context(request), variables);
}
