import { ApolloServer, type ApolloServerPlugin, HeaderMap } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { AppError, type ErrorCode } from "@bulkhead/kernel/error.ts";
import { type DocumentNode, type FormattedExecutionResult, type GraphQLFormattedError, parse } from "graphql";
import type { Edge } from "../edge.ts";
import { formatRefusal, formatResultErrors, statusOf } from "../errors/format.ts";
import type { Passage } from "../passage.ts";
import { admitDocument, runAdmitted } from "../pipeline.ts";

/** What Apollo Server carries through for us. */
export interface HttpContext {
  passage: Passage;
  /** Shared, while Apollo Server copies the context around it. */
  progress: { refusal: unknown; answered: boolean };
}

/** Stands for a document that was refused: Apollo Server needs one to go on to the hook that answers. */
const NO_DOCUMENT = parse("{ __typename }");

/**
 * Apollo Server speaks GraphQL over HTTP: request shapes, content negotiation, methods and cross-site request forgery.
 * What an operation may do and how it runs is the pipeline's, the same for every transport, so the document it works on
 * and its response come from there.
 */
export function createApolloServer(edge: Edge): ApolloServer<HttpContext> {
  return new ApolloServer<HttpContext>({
    schema: edge.supergraph.apiSchema,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: edge.config.environment === "production",
    introspection: true,
    documentStore: null,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: {
      debug() {},
      info() {},
      warn: (text) => edge.ports.log.warn(text),
      error: (text) => edge.ports.log.error(text),
    },
    formatError: protocolError,
    plugins: [
      pipelinePlugin(edge),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

function pipelinePlugin(edge: Edge): ApolloServerPlugin<HttpContext> {
  const listener = {
    async didResolveSource(context: ApolloContext) {
      const { passage, progress } = context.contextValue;
      const { operationName, variables } = context.request;
      passage.operation = {
        source: context.source,
        operationName: operationName ?? undefined,
        variables: variables ?? {},
      };
      try {
        admitDocument(passage, edge);
      } catch (refusal) {
        progress.refusal = refusal;
      }
      // Set here, the document is neither parsed nor validated a second time.
      context.document = passage.prepared?.document ?? NO_DOCUMENT;
      if (!passage.prepared) context.request.operationName = undefined;
    },
    async responseForOperation({ contextValue }: { contextValue: HttpContext }) {
      const { result, status } = await answer(contextValue, edge);
      return { http: { status, headers: new HeaderMap() }, body: { kind: "single" as const, singleResult: result } };
    },
  };
  return { requestDidStart: async () => listener as never };
}

interface ApolloContext {
  contextValue: HttpContext;
  request: { operationName?: string | undefined; variables?: Record<string, unknown> };
  source: string;
  document?: DocumentNode;
}

/** Runs an admitted operation, or answers its refusal. `status` is set where the answer is no success. */
export async function answer(
  { passage, progress }: HttpContext,
  edge: Edge,
): Promise<{ result: FormattedExecutionResult; status: number | undefined }> {
  const { request } = passage;
  progress.answered = true;
  try {
    if (progress.refusal !== undefined) throw progress.refusal;
    await runAdmitted(passage, edge);
  } catch (error) {
    const errors = formatRefusal(error, request, edge);
    return { result: { errors }, status: statusOf(errors) };
  }
  const { data, errors } = passage.result ?? {};
  if (!errors) return { result: { data }, status: undefined };
  const formatted = formatResultErrors(errors, request, passage.prepared?.name ?? "", edge);
  return { result: { errors: formatted, data }, status: data === undefined ? statusOf(formatted) : undefined };
}

/** Faults of the protocol itself, found by Apollo Server before there is an operation; the route adds the request id. */
function protocolError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { code } = formatted.extensions ?? {};
  if (code !== "BAD_REQUEST" && code !== "INTERNAL_SERVER_ERROR" && !String(code).startsWith("PERSISTED_QUERY"))
    return formatted;
  const { message, code: ours } = code === "INTERNAL_SERVER_ERROR" ? internalError() : protocolFault(formatted.message);
  return { message, extensions: { code: ours } };
}

function internalError(): AppError {
  return new AppError("INTERNAL_SERVER_ERROR", "Something went wrong on our side. It is logged under the request id.");
}

function protocolFault(message: string): { message: string; code: ErrorCode } {
  if (/only support(s)? (GET\/POST|query)/.test(message)) return { message, code: "METHOD_NOT_ALLOWED" };
  if (/content-type header other than/.test(message)) return { message, code: "UNSUPPORTED_MEDIA_TYPE" };
  if (/'accept' header/.test(message)) return { message, code: "NOT_ACCEPTABLE" };
  return { message: message.trim(), code: "BAD_USER_INPUT" };
}
