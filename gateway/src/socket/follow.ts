import type { ExecutionResult } from "graphql";
import type { Edge } from "../edge.ts";
import { formatResultErrors } from "../errors/format.ts";
import type { Passage } from "../passage.ts";
import { runAdmitted } from "../pipeline.ts";
import type { Connection, RunningSubscription } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { endable } from "./endable.ts";

/** The answer of an operation that ends by itself. */
export async function executeOnce(passage: Passage, edge: Edge): Promise<ExecutionResult> {
  await runAdmitted(passage, edge);
  const { data, errors } = passage.result ?? {};
  if (!errors) return { data };
  return { data, errors: formatResultErrors(errors, passage.request, passage.prepared?.name ?? "", edge) as never };
}

/** Makes a running subscription known, so that it ends when it is no longer allowed and not only at its next event. */
export function follow(
  events: AsyncGenerator<ExecutionResult>,
  connection: Connection,
  opened: Passage,
  edge: Edge,
  { rechecks }: Connections,
): AsyncGenerator<ExecutionResult> {
  const { stream, end } = endable(events, () => connection.subscriptions.delete(running));
  const running: RunningSubscription = { opened, openedOn: edge.supergraph, end };
  connection.subscriptions.add(running);
  // What changed while it was being opened was told to nobody.
  rechecks.look(connection);
  return stream;
}
