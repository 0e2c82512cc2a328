import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Variables } from "@bulkhead/kernel/document-runner.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { DocumentNode, ExecutionResult } from "graphql";

/** Runs one document for one request. Rejects with SUBGRAPH_UNAVAILABLE when nobody answered. */
export type RunOnSubgraph = (
  request: RequestContext,
  variables: Variables,
) => ExecutionResult | Promise<ExecutionResult>;

/** A subgraph as the gateway reaches it: in this process, or over the network. */
export interface SubgraphClient {
  name: string;
  /**
   * Whether an operation is refused as a whole when this subgraph does not answer. So it is for those that say who
   * somebody is and what they may do; the others leave a gap in the answer and an error that names it.
   */
  failsClosed: boolean;
  /** Made once per document of a plan, run any number of times. */
  prepare(document: DocumentNode): RunOnSubgraph;
  /**
   * Opens a source of events. Each event has its `cursor`, itself or under its field's name. Answers errors when the
   * subgraph refuses; the stream rejects with SUBGRAPH_UNAVAILABLE when the subgraph is lost.
   */
  subscribe(
    document: DocumentNode,
    request: RequestContext,
    variables: Variables,
  ): Promise<AsyncIterable<unknown> | ExecutionResult>;
}

/** Whether a fetch failed because nobody answered. */
export function isUnavailable(error: unknown): boolean {
  return appErrorOf(error)?.code === "SUBGRAPH_UNAVAILABLE";
}

/** Whether an error of a fetch refuses the whole operation. */
export function refusesOperation(error: unknown, { failsClosed }: SubgraphClient): boolean {
  return failsClosed && isUnavailable(error);
}
