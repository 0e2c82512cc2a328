import type { Variables } from "@bulkhead/kernel/document-runner.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { InternalClient } from "@bulkhead/kernel/internal-client.ts";
import { fromInternalError, type InternalError } from "@bulkhead/kernel/internal-error.ts";
import { parseInternal, stringifyInternal } from "@bulkhead/kernel/internal-json.ts";
import { type DocumentNode, type ExecutionResult, GraphQLError, Kind, OperationTypeNode, print } from "graphql";
import type { SubgraphClient } from "./client.ts";

interface RemoteOptions {
  failsClosed: boolean;
  /** Milliseconds for one fetch; the client's usual time unless given. */
  timeoutMs?: number;
}

/** A subgraph of another process, whose room has the subgraph's name. */
export function remoteSubgraph(client: InternalClient, { failsClosed, timeoutMs }: RemoteOptions): SubgraphClient {
  return {
    name: client.room,
    failsClosed,
    prepare(document) {
      const head = headOf(document);
      const how = { repeatable: isQuery(document), timeoutMs };
      return async (request, variables) =>
        readResult(await client.send("graphql", `${head}${textOf(variables)}}`, request, how));
    },
    async subscribe(document, request, variables) {
      const body = `${headOf(document)}${textOf(variables)}}`;
      const answer = await client.open("subscribe", body, request);
      return typeof answer === "string" ? readResult(answer) : answer;
    },
  };
}

/** A call's body up to its variables; written once for all runs of a document. */
function headOf(document: DocumentNode): string {
  return `{"query":${JSON.stringify(print(document))},"variables":`;
}

/** Values nested by the thousand fit no stack; no subgraph would take them either. */
function textOf(variables: Variables): string {
  try {
    return stringifyInternal(variables);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep(error);
  }
}

function tooDeep(cause: RangeError): AppError {
  return new AppError("BAD_USER_INPUT", "A value is nested too deep. Nest less.", { cause });
}

function isQuery(document: DocumentNode): boolean {
  return document.definitions.every(
    (one) => one.kind !== Kind.OPERATION_DEFINITION || one.operation === OperationTypeNode.QUERY,
  );
}

function readResult(text: string): ExecutionResult {
  const { data, errors } = parseInternal(text) as { data?: ExecutionResult["data"]; errors?: InternalError[] };
  return errors ? { data, errors: errors.map(reviveError) } : { data };
}

/** As an executor in this process would have reported it. */
function reviveError(error: InternalError): GraphQLError {
  const originalError = fromInternalError(error);
  return new GraphQLError(originalError.message, { originalError, ...(error.path ? { path: error.path } : {}) });
}
