import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { ExecutionResult } from "graphql";
import type { Edge, Supergraph } from "../edge.ts";
import { formatResultErrors } from "../errors/format.ts";
import { beginPassage } from "../http/arrival.ts";
import type { Passage } from "../passage.ts";
import { admitDocument, enterAgain, runAdmitted } from "../pipeline.ts";
import { authorise } from "../steps/authorise.ts";
import { requireFeatures } from "../steps/features.ts";
import { requireStepUp } from "../steps/step-up.ts";
import { refuseWhileSuspended } from "../steps/tenant-status.ts";
import { audienceKey, type Item } from "./audience.ts";
import { cursorOf, isPaced } from "./event.ts";
import { Refused } from "./refused.ts";
import { shareOf } from "./share.ts";

/** A subscription that was let in, as its deliveries need it. */
export interface Opened {
  passage: Passage;
  supergraph: Supergraph;
  /** Of whom it was opened for: answers are shared with nobody else. */
  audience: string;
  variablesKey: string;
}

/** Answers that were not, because what they stood for has changed since: a later change tells of it. */
const superseded = new WeakSet<ExecutionResult>();
const cursors = new WeakMap<ExecutionResult, string>();

/** The cursor of the event that an answer of a subscription is about. */
export function cursorOfAnswer(result: ExecutionResult): string | undefined {
  return cursors.get(result);
}

/**
 * One event for one subscriber, with a request of its own: whoever lost the right since the last one is refused here.
 * Undefined when there is nothing to deliver. Errors: TOO_MANY_MESSAGES and whatever refuses a request.
 */
export async function deliver(item: Item, opened: Opened, edge: Edge): Promise<ExecutionResult | undefined> {
  const passage = beginPassage({ ...opened.passage.arrival, contentLength: undefined });
  try {
    await enterAgain(passage, edge);
    const { derived } = prepareDelivery(passage, opened, edge);
    const result = await answerItem(item, passage, opened, edge);
    if (superseded.has(result)) return undefined;
    const { tenantId } = passage.request.principal;
    if (tenantId !== null) {
      const limits = await edge.ports.usage?.limitsOf(tenantId);
      await edge.messages.take(tenantId, isPaced(item.event, derived.field), limits?.messagesPerSecond);
    }
    return result;
  } catch (refusal) {
    throw new Refused(passage.request, { midway: true, cause: refusal });
  }
}

/** Gives the passage the query that answers the event. */
function prepareDelivery(passage: Passage, { passage: begun, supergraph }: Opened, edge: Edge) {
  passage.operation = begun.operation;
  // After a new supergraph the document is looked at again; it may no longer be valid.
  if (edge.supergraph === supergraph) passage.prepared = begun.prepared;
  else admitDocument(passage, edge);
  requireFeatures(passage);
  if (!passage.prepared) throw new Error("a delivery has its subscription's document");
  // The delivery is a query, which a suspended tenant allows; what it is for is a subscription.
  refuseWhileSuspended(passage, edge);
  return shareOf(passage.prepared, edge);
}

/** Runs it, or takes what it was answered with for another of the same audience, who sees the same. */
async function answerItem(item: Item, passage: Passage, opened: Opened, edge: Edge): Promise<ExecutionResult> {
  const { prepared, operation } = passage;
  if (!prepared || !operation) throw new Error("a delivery has its subscription's document");
  const { derived, delivery, running } = shareOf(prepared, edge);
  const cursor = cursorOf(item.event, derived.field);
  const audience = audienceKey(passage.request.principal);
  const key = `${audience}\n${cursor}\n${opened.variablesKey}`;
  const isOfAudience = audience === opened.audience && edge.supergraph === opened.supergraph;
  passage.prepared = delivery;
  const already = (isOfAudience ? item.answer : undefined) ?? running.get(key);
  if (already) {
    await authorise(passage, edge);
    requireStepUp(passage, edge);
    const answered = await already.catch(() => undefined);
    // What refused another need not refuse this one.
    if (answered) return answered;
  }
  passage.request.delivered = new Map([[cursor, item.event]]);
  passage.operation = {
    source: operation.source,
    operationName: undefined,
    variables: { ...operation.variables, [derived.cursorVariable]: cursor },
  };
  const execution = run(passage, cursor, edge).finally(() => running.delete(key));
  running.set(key, execution);
  if (isOfAudience) item.answer = execution;
  return execution;
}

/** Refusals reject: they end the subscription. Errors of the answer are part of it. */
async function run(passage: Passage, cursor: string, edge: Edge): Promise<ExecutionResult> {
  await runAdmitted(passage, edge);
  const { data, errors } = passage.result ?? {};
  const result: ExecutionResult = errors
    ? { data, errors: formatResultErrors(errors, passage.request, passage.prepared?.name ?? "", edge) as never }
    : { data };
  cursors.set(result, cursor);
  if (errors?.some((error) => appErrorOf(error)?.extensions?.superseded === true)) superseded.add(result);
  return result;
}
