import { type DocumentNode, type ExecutionResult, GraphQLError, parse, validate } from "graphql";
import { LRUCache } from "lru-cache";
import type { RequestContext } from "./context.ts";
import { documentRunner, type RunDocument, type Variables } from "./document-runner.ts";
import { AppError } from "./error.ts";
import { toInternalError } from "./internal-error.ts";
import { stringifyInternal } from "./internal-json.ts";
import type { Log } from "./log.ts";
import type { Subgraph } from "./subgraph.ts";

/** A GraphQL document as a gateway sends it: one operation, checked and planned already. */
export interface InternalOperation {
  query: string;
  variables: Variables;
}

/** Answers operations of one subgraph as text; what a client may not see of an error stays in the log. */
export type AnswerOperation = (operation: InternalOperation, request: RequestContext) => Promise<string>;

/** What parsed documents and their compiled queries may take, estimated. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** Each document is parsed once: plans repeat. */
export function operationAnswerer(subgraph: Subgraph, log: Log): AnswerOperation {
  const runners = new LRUCache<string, RunDocument>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (_run, text) => 4_096 + text.length * 24,
  });
  const runnerOf = (query: string): RunDocument => {
    let run = runners.get(query);
    if (!run) {
      run = documentRunner(subgraph.schema, readDocument(subgraph, query));
      runners.set(query, run);
    }
    return run;
  };
  return async ({ query, variables }, request) => {
    const result = await settle(async () => runnerOf(query)(subgraph.context(request), variables));
    return stringifyResult(result, request.requestId, log);
  };
}

/**
 * Executing passes over fields it does not know, so a document of a newer gateway has to be looked at: while two versions
 * run side by side it is refused, not answered with gaps.
 */
export function readDocument({ name, schema }: Subgraph, query: string): DocumentNode {
  const document = parse(query);
  const [fault] = validate(schema, document);
  if (fault)
    throw new AppError("UNAVAILABLE", "A part of the platform runs another version. Try again in a moment.", {
      detail: `${name} does not understand the gateway's document: ${fault.message}`,
    });
  return document;
}

/** Whatever is thrown instead of answered becomes an error of the answer. */
export async function settle<T>(answer: () => Promise<T | ExecutionResult>): Promise<T | ExecutionResult> {
  try {
    return await answer();
  } catch (error) {
    return { errors: [new GraphQLError((error as Error).message, { originalError: error as Error })] };
  }
}

export function stringifyResult({ data, errors }: ExecutionResult, requestId: string, log: Log): string {
  if (!errors || errors.length === 0) return `{"data":${stringifyInternal(data)}}`;
  const written = errors.map((error) => toInternalError(error, requestId, log));
  const head = data === undefined ? "{" : `{"data":${stringifyInternal(data)},`;
  return `${head}"errors":${stringifyInternal(written)}}`;
}
