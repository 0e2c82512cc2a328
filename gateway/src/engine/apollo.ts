import "../config.ts";
import { buildOperationContext, executeQueryPlan } from "@apollo/gateway";
import type { QueryPlan } from "@apollo/query-planner";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { DocumentNode, ExecutionResult } from "graphql";
import { type RunOnSubgraph, refusesOperation, type SubgraphClient } from "../subgraphs/client.ts";
import type { Plan, World } from "./plan.ts";

type ServiceMap = Parameters<typeof executeQueryPlan>[1];
type ApolloRequest = Parameters<typeof executeQueryPlan>[2];

/** What the executor carries through a run; it makes errors of the answer of whatever a fetch throws. */
interface Carried {
  request: RequestContext;
  /** What refuses the operation as a whole. */
  refusal: unknown;
}

/** Runs a plan by @apollo/gateway's executor, each fetch on the plan's own document. */
export function apolloPlan(queryPlan: QueryPlan, document: DocumentNode, world: World): Plan {
  const services = serviceMap(world.subgraphs);
  const operationContext = buildOperationContext({ schema: world.apiSchema, operationDocument: document });
  return async ({ request, variables }) => {
    const context: Carried = { request, refusal: undefined };
    const { data, errors } = await executeQueryPlan(
      queryPlan,
      services,
      { request: { variables }, context, metrics: {} } as unknown as ApolloRequest,
      operationContext,
      world.supergraphSchema,
      world.api,
    );
    if (context.refusal !== undefined) throw context.refusal;
    return { data, errors } as ExecutionResult;
  };
}

function serviceMap(subgraphs: ReadonlyMap<string, SubgraphClient>): ServiceMap {
  const services: ServiceMap = {};
  for (const subgraph of subgraphs.values()) {
    const runners = new WeakMap<DocumentNode, RunOnSubgraph>();
    services[subgraph.name] = {
      async process(options) {
        const { request, context } = options;
        const document = "document" in options ? options.document : undefined;
        if (!document) throw new Error("the planner left out a fetch's document");
        let run = runners.get(document);
        if (!run) {
          run = subgraph.prepare(document);
          runners.set(document, run);
        }
        const carried = context as unknown as Carried;
        try {
          return (await run(carried.request, request.variables ?? {})) as never;
        } catch (error) {
          if (refusesOperation(error, subgraph)) carried.refusal = error;
          throw error;
        }
      },
    };
  }
  return services;
}
