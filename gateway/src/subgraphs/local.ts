import { documentRunner } from "@bulkhead/kernel/document-runner.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { createSourceEventStream, type ExecutionResult } from "graphql";
import type { SubgraphClient } from "./client.ts";

/** A subgraph of this process: its schema runs here, and nothing is written as text on the way. */
export function localSubgraph({ name, schema, context }: Subgraph): SubgraphClient {
  return {
    name,
    failsClosed: false,
    prepare(document) {
      const run = documentRunner(schema, document);
      return (request, variables) => run(context(request), variables);
    },
    async subscribe(document, request, variableValues) {
      const contextValue = context(request);
      const source = await createSourceEventStream({ schema, document, contextValue, variableValues });
      return source as AsyncIterable<unknown> | ExecutionResult;
    },
  };
}
