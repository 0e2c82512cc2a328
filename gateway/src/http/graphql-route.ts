import { type ApolloServer, HeaderMap } from "@apollo/server";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import type { PublicError } from "../errors/format.ts";
import type { Passage } from "../passage.ts";
import type { Connections } from "../socket/connections.ts";
import { answerGraphqlStream, wantsEventStream } from "../stream/graphql-stream.ts";
import type { HttpContext } from "./apollo-server.ts";
import { tellHowCached } from "./cache-status.ts";
import { tellHowToSignIn } from "./challenge.ts";
import { answerPlainPost, plainOperation } from "./plain-post.ts";
import { tellWhenToComeBack } from "./rate-limit.ts";
import { speaksByStatus } from "./status.ts";

/** The only headers Apollo Server looks at. */
const READ_HEADERS = ["accept", "content-type", "apollo-require-preflight", "x-apollo-operation-name"];

export function addGraphqlRoute(
  app: FastifyInstance,
  edge: Edge,
  server: ApolloServer<HttpContext>,
  connections: Connections,
): void {
  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    config: { speaks: "graphql", guarded: true, bodyLimit: edge.config.bodyBytes },
    handler: (request, reply) => {
      if (wantsEventStream(request, edge)) return answerGraphqlStream(request, reply, edge, connections);
      const operation = plainOperation(request);
      return operation ? answerPlainPost(request, reply, operation, edge) : answerGraphql(request, reply, server);
    },
  });
}

async function answerGraphql(
  request: FastifyRequest,
  reply: FastifyReply,
  server: ApolloServer<HttpContext>,
): Promise<FastifyReply> {
  const { passage } = request;
  refuseUnacceptable(request.headers.accept);
  const headers = new HeaderMap();
  for (const name of READ_HEADERS) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const { url } = request.raw;
  const at = url?.indexOf("?") ?? -1;
  const httpContext: HttpContext = { passage, progress: { refusal: undefined, answered: false } };
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers,
      search: at < 0 ? "" : (url?.slice(at) ?? ""),
      body: request.body,
    },
    context: async () => httpContext,
  });
  for (const [name, value] of response.headers) reply.raw.setHeader(name, value);
  if (response.body.kind !== "complete") throw new Error("incremental delivery is not offered");
  tellWhenToComeBack(reply.raw, passage);
  tellHowCached(reply.raw, passage.caching);
  if (response.status === 401) tellHowToSignIn(reply.raw, passage.arrival, firstErrorOf(response.body.string));
  const { answered } = httpContext.progress;
  const text = answered ? response.body.string : withRequestId(response.body.string, passage);
  return reply.code(statusFor(response.status, response.headers.get("content-type"), answered)).send(text);
}

/** Apollo Server hands on text, and a refusal is rare. */
function firstErrorOf(text: string): PublicError | undefined {
  return (JSON.parse(text) as { errors?: PublicError[] }).errors?.[0];
}

/** Apollo Server notices only once the operation has run, and a mutation is not to be done for nobody. */
function refuseUnacceptable(accept: string | undefined): void {
  if (accept === undefined || /\*\/\*|application\/(\*|json|graphql-response\+json)/i.test(accept)) return;
  throw new AppError("NOT_ACCEPTABLE", "Accept application/json or application/graphql-response+json.");
}

/** A fault of the protocol never reached the pipeline, and so has no request id yet. */
function withRequestId(text: string, passage: Passage): string {
  const body = JSON.parse(text) as { errors?: { extensions?: Record<string, unknown> }[] };
  for (const error of body.errors ?? [])
    error.extensions = { ...error.extensions, requestId: passage.request.requestId };
  return JSON.stringify(body);
}

/** Under `application/graphql-response+json` the status tells; under `application/json` only where status.ts says so. */
function statusFor(status: number | undefined, contentType: string | undefined, answered: boolean): number {
  if (status === undefined) return 200;
  return answered && !speaksByStatus(status) && contentType?.startsWith("application/json") ? 200 : status;
}
