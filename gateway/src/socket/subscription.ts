import { AppError } from "@bulkhead/kernel/error.ts";
import { type ExecutionResult, print } from "graphql";
import type { PreparedDocument } from "../document.ts";
import type { Edge, Supergraph } from "../edge.ts";
import { coerceVariables } from "../engine/variables.ts";
import { formatResultErrors, recordDenials } from "../errors/format.ts";
import { beginPassage } from "../http/arrival.ts";
import type { Passage } from "../passage.ts";
import { admitDocument, enterAgain, runAdmitted } from "../pipeline.ts";
import { requireFeatures } from "../steps/features.ts";
import { prepare } from "../steps/prepare.ts";
import { refuseWhileSuspended } from "../steps/tenant-status.ts";
import { type DerivedSubscription, deriveSubscription } from "./derive.ts";
import { Refused } from "./refused.ts";

/** A subscription's document, with what every subscriber to the same text shares. */
interface Shared {
  derived: DerivedSubscription;
  delivery: PreparedDocument;
  /** Deliveries that are running, by everything that decides their answer. */
  running: Map<string, Promise<ExecutionResult>>;
}

const shared = new WeakMap<PreparedDocument, Shared>();

/**
 * Opens the source of events and answers each by an operation of its own. Rejects when the source refuses; ends with an
 * error when the caller may no longer read.
 */
export async function openSubscription(passage: Passage, edge: Edge): Promise<AsyncGenerator<ExecutionResult>> {
  const { operation, prepared, request } = passage;
  if (!operation || !prepared) throw new Error("a subscription opens after its document is admitted");
  const variables = coerceVariables(edge.supergraph.apiSchema, prepared.operation, operation.variables);
  const { derived } = shareOf(prepared, edge);
  const { eventsDocument, subgraph, field } = derived;
  const source = await subgraph.subscribe(eventsDocument, request, variables);
  if (!(Symbol.asyncIterator in source)) {
    recordDenials(source.errors ?? [], request, prepared.name, edge);
    throw source.errors?.[0] ?? new Error(`subscription ${field} did not open`);
  }
  const variablesKey = JSON.stringify(operation.variables);
  const openedOn = edge.supergraph;
  return deliveries(source, (event) => deliver(event, passage, variablesKey, openedOn, edge));
}

function shareOf(prepared: PreparedDocument, edge: Edge): Shared {
  let known = shared.get(prepared);
  if (!known) {
    const { apiSchema, engine } = edge.supergraph;
    const derived = deriveSubscription(prepared.document, apiSchema, engine.subscriptionOwner);
    const delivery = prepare(print(derived.deliveryDocument), derived.deliveryDocument, undefined, edge);
    known = { derived, delivery: { ...delivery, name: prepared.name }, running: new Map() };
    shared.set(prepared, known);
  }
  return known;
}

/** One event for one subscriber, with a request of its own: whoever lost the right since the last one is refused here. */
async function deliver(
  event: unknown,
  opened: Passage,
  variablesKey: string,
  openedOn: Supergraph,
  edge: Edge,
): Promise<ExecutionResult> {
  const passage = beginPassage({ ...opened.arrival, contentLength: undefined });
  try {
    await enterAgain(passage, edge);
    return await answerEvent(event, passage, opened, variablesKey, openedOn, edge);
  } catch (refusal) {
    throw new Refused(passage.request, { midway: true, cause: refusal });
  }
}

async function answerEvent(
  event: unknown,
  passage: Passage,
  opened: Passage,
  variablesKey: string,
  openedOn: Supergraph,
  edge: Edge,
): Promise<ExecutionResult> {
  passage.operation = opened.operation;
  // After a new supergraph the document is looked at again; it may no longer be valid.
  if (edge.supergraph === openedOn) passage.prepared = opened.prepared;
  else admitDocument(passage, edge);
  requireFeatures(passage);
  if (!passage.prepared || !passage.operation) throw new Error("a delivery has its subscription's document");
  // The delivery is a query, which a suspended tenant allows; what it is for is a subscription.
  refuseWhileSuspended(passage, edge);
  const { derived, delivery, running } = shareOf(passage.prepared, edge);
  const cursor = cursorOf(event, derived.field);
  const { principal } = passage.request;
  const key = `${principal.tenantId}\n${principal.permissionsKey}\n${cursor}\n${variablesKey}`;
  const already = running.get(key);
  if (already) return already;
  passage.request.delivered = new Map([[cursor, event]]);
  passage.prepared = delivery;
  const { source, variables } = passage.operation;
  passage.operation = {
    source,
    operationName: undefined,
    variables: { ...variables, [derived.cursorVariable]: cursor },
  };
  const execution = run(passage, edge).finally(() => running.delete(key));
  running.set(key, execution);
  return execution;
}

/** Refusals reject: they end the subscription. Errors of the answer are part of it. */
async function run(passage: Passage, edge: Edge): Promise<ExecutionResult> {
  await runAdmitted(passage, edge);
  const { data, errors } = passage.result ?? {};
  if (!errors) return { data };
  return { data, errors: formatResultErrors(errors, passage.request, passage.prepared?.name ?? "", edge) as never };
}

/** Subgraphs yield the change itself, or an object that has it under the field's name as graphql-js expects. */
function cursorOf(event: unknown, field: string): string {
  const { [field]: inner = event } = event as Record<string, unknown>;
  const { cursor } = inner as { cursor?: unknown };
  if (typeof cursor !== "string")
    throw new AppError("INTERNAL_SERVER_ERROR", "The event has no cursor. Subscribe again.");
  return cursor;
}

/** An iterator by hand: a generator function could not be ended while it waits for the next event. */
function deliveries(
  source: AsyncIterable<unknown>,
  answer: (event: unknown) => Promise<ExecutionResult>,
): AsyncGenerator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  const end = async () => {
    if (!ended) {
      ended = true;
      // Not awaited: a source that waits for its next event may only return after it.
      Promise.resolve(iterator.return?.()).catch(() => {});
    }
    return { done: true as const, value: undefined };
  };
  return {
    async next() {
      if (ended) return { done: true, value: undefined };
      try {
        const { done, value } = await iterator.next();
        if (done) return await end();
        return { done: false, value: await answer(value) };
      } catch (error) {
        await end();
        throw error;
      }
    },
    return: end,
    async throw(error: unknown) {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}
