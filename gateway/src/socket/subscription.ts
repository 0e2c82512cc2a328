import type { Variables } from "@bulkhead/kernel/document-runner.ts";
import { type ExecutionResult, GraphQLBoolean, GraphQLString, valueFromAST } from "graphql";
import type { Edge } from "../edge.ts";
import { coerceVariables } from "../engine/variables.ts";
import { recordDenials } from "../errors/format.ts";
import type { Passage } from "../passage.ts";
import { audienceKey, type Item, itemsOf, joinAudience, type OpenSource } from "./audience.ts";
import { deliver, type Opened } from "./deliver.ts";
import type { DerivedSubscription } from "./derive.ts";
import { shareOf } from "./share.ts";

/**
 * Opens the source of events and answers each by an operation of its own. `lastEventId` counts for more than the document's
 * own `after`. Rejects when the source refuses; ends with an error when the caller may no longer read.
 */
export async function openSubscription(
  passage: Passage,
  edge: Edge,
  lastEventId?: string,
): Promise<AsyncGenerator<ExecutionResult>> {
  const { operation, prepared, request } = passage;
  if (!operation || !prepared) throw new Error("a subscription opens after its document is admitted");
  const variables = coerceVariables(edge.supergraph.apiSchema, prepared.operation, operation.variables);
  const { derived, audiences } = shareOf(prepared, edge);
  const variablesKey = JSON.stringify(operation.variables);
  const audience = audienceKey(request.principal);
  const after = lastEventId ?? givenAfter(derived, variables);
  const open: OpenSource = (from) => openSource(derived, passage, variables, from, edge);
  const items =
    after === null && isLive(derived, variables)
      ? await joinAudience(audiences, `${audience}\n${variablesKey}`, derived.field, open)
      : itemsOf(await open(after));
  const opened: Opened = { passage, supergraph: edge.supergraph, audience, variablesKey };
  return deliveries(items, (item) => deliver(item, opened, edge));
}

function givenAfter({ resume }: DerivedSubscription, variables: Variables): string | null {
  const given = resume?.given && valueFromAST(resume.given, GraphQLString, variables);
  return typeof given === "string" ? given : null;
}

/** Whether it is about nothing but what is to come: what a snapshot has depends on when it was taken. */
function isLive({ resume, snapshot }: DerivedSubscription, variables: Variables): boolean {
  return resume !== undefined && !(snapshot && valueFromAST(snapshot, GraphQLBoolean, variables) !== false);
}

async function openSource(
  { eventsDocument, subgraph, field, resume }: DerivedSubscription,
  { request, prepared }: Passage,
  variables: Variables,
  after: string | null,
  edge: Edge,
): Promise<AsyncIterable<unknown>> {
  const all = resume ? { ...variables, [resume.variable]: after } : variables;
  const source = await subgraph.subscribe(eventsDocument, request, all);
  if (Symbol.asyncIterator in source) return source;
  recordDenials(source.errors ?? [], request, prepared?.name ?? "", edge);
  throw source.errors?.[0] ?? new Error(`subscription ${field} did not open`);
}

/** An iterator by hand: a generator function could not be ended while it waits for the next event. */
function deliveries(
  items: AsyncIterator<Item>,
  answer: (item: Item) => Promise<ExecutionResult | undefined>,
): AsyncGenerator<ExecutionResult> {
  let ended = false;
  const end = async () => {
    if (!ended) {
      ended = true;
      // Not awaited: a source that waits for its next event may only return after it.
      Promise.resolve(items.return?.()).catch(() => {});
    }
    return { done: true as const, value: undefined };
  };
  return {
    async next() {
      try {
        while (!ended) {
          const { done, value } = await items.next();
          if (done) break;
          const result = await answer(value);
          if (result) return { done: false, value: result };
        }
        return await end();
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
