import { AppError } from "@bulkhead/kernel/error.ts";
import type { Edge } from "../edge.ts";
import { beginPassage } from "../http/arrival.ts";
import type { Passage } from "../passage.ts";
import { admitDocument, enterAgain } from "../pipeline.ts";
import { authorise } from "../steps/authorise.ts";
import { requireFeatures } from "../steps/features.ts";
import { reachKey } from "./audience.ts";
import { closingOf, TRY_LATER } from "./close.ts";
import type { Connection, RunningSubscription } from "./connection.ts";
import { Refused } from "./refused.ts";

/**
 * Asks again whether a connection may be here and each of its subscriptions may go on, and ends what may not. False when
 * that could not be found out.
 */
export async function recheck(connection: Connection, edge: Edge): Promise<boolean> {
  const passage = beginPassage(connection.arrival);
  try {
    await enterAgain(passage, edge);
  } catch (error) {
    return settle(connection, error, edge);
  }
  let known = true;
  for (const subscription of connection.subscriptions) {
    try {
      await reauthorise(subscription, passage, edge);
    } catch (error) {
      // Its error closes the socket as well, once it has been sent.
      if (closingOf(error)?.code === TRY_LATER) known = false;
      else subscription.end(new Refused(passage.request, { midway: true, cause: error }));
    }
  }
  return known;
}

function settle(connection: Connection, error: unknown, { ports }: Edge): boolean {
  const closing = closingOf(error);
  if (!closing) ports.log.error({ detail: describe(error) }, "a connection could not be looked at again");
  if (!closing || closing.code === TRY_LATER) return false;
  connection.close(closing.code, closing.reason);
  return true;
}

/** With the same steps as when it began, so that it goes on exactly as long as it could begin now. */
async function reauthorise(subscription: RunningSubscription, entered: Passage, edge: Edge): Promise<void> {
  const { opened, openedOn } = subscription;
  const passage: Passage = { ...entered, operation: opened.operation, prepared: opened.prepared };
  if (edge.supergraph !== openedOn) admitDocument(passage, edge);
  await authorise(passage, edge);
  requireFeatures(passage);
  if (reachKey(entered.request.principal) !== reachKey(opened.request.principal)) throw changedRole();
}

/** Its source was opened by what the role reached then; which of it the role still reaches, opening it again tells. */
function changedRole(): AppError {
  return new AppError("FORBIDDEN", "Your role reaches other collections now. Subscribe again, after your last cursor.");
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
