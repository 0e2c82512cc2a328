import "../config.ts";
import { buildOperationContext, executeQueryPlan } from "@apollo/gateway";
import type { QueryPlan } from "@apollo/query-planner";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import type { DocumentNode, ExecutionResult } from "graphql";
import { documentRunner, type RunDocument } from "./jit.ts";
import type { Plan, World } from "./plan.ts";

type ServiceMap = Parameters<typeof executeQueryPlan>[1];
type ApolloRequest = Parameters<typeof executeQueryPlan>[2];

/** Runs a plan by @apollo/gateway's executor, each fetch in process on the plan's own document. */
export function apolloPlan(queryPlan: QueryPlan, document: DocumentNode, world: World): Plan {
  const services = serviceMap(world.subgraphs);
  const operationContext = buildOperationContext({ schema: world.apiSchema, operationDocument: document });
  return async ({ request, variables }) => {
    const apolloRequest = { request: { variables }, context: request, metrics: {} } as unknown as ApolloRequest;
    const { data, errors } = await executeQueryPlan(
      queryPlan,
      services,
      apolloRequest,
      operationContext,
      world.supergraphSchema,
      world.api,
    );
    return { data, errors } as ExecutionResult;
  };
}

function serviceMap(subgraphs: ReadonlyMap<string, Subgraph>): ServiceMap {
  const services: ServiceMap = {};
  for (const { name, schema, context } of subgraphs.values()) {
    const runners = new WeakMap<DocumentNode, RunDocument>();
    services[name] = {
      async process(options) {
        const { request, context: incoming } = options;
        const document = "document" in options ? options.document : undefined;
        if (!document) throw new Error("the planner left out a fetch's document");
        let run = runners.get(document);
        if (!run) {
          run = documentRunner(schema, document);
          runners.set(document, run);
        }
        return (await run(context(incoming as RequestContext), request.variables ?? {})) as never;
      },
    };
  }
  return services;
}
