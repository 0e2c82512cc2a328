import { AppError } from "@bulkhead/kernel/error.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";

/** Which subgraphs answer what, and in which order; worked out once per document. */
export function plan(passage: Passage, edge: Edge): void {
  const { prepared } = passage;
  if (!prepared) throw new Error("plan runs after the document is prepared");
  if (prepared.operation.operation === "subscription")
    throw new AppError(
      "BAD_USER_INPUT",
      "Subscriptions need a WebSocket: connect to /graphql by graphql-transport-ws.",
    );
  prepared.plan ??= edge.supergraph.engine.plan(prepared.document, prepared.operation, prepared.introspects);
}
