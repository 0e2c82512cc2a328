import { AppError } from "@bulkhead/kernel/error.ts";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import { formatRefusal, type PublicError, statusOf } from "../errors/format.ts";
import { PROBLEM_JSON, reasonOf, toProblem } from "../errors/problem.ts";
import { bodyTooLarge } from "../steps/body-size.ts";
import { tellHowToSignIn } from "./challenge.ts";
import { sendOAuthErrors } from "./oauth-error.ts";
import { tellWhenToComeBack } from "./rate-limit.ts";

/** Everything thrown outside an operation: by the entrance, by reading the body, by a REST route, by the router. */
export function addErrorHandling(app: FastifyInstance, edge: Edge): void {
  const routes: { methods: string[]; pattern: RegExp }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    const methods = [method].flat().filter((one) => one !== "OPTIONS");
    routes.push({
      methods,
      pattern: new RegExp(`^${url.replace(/[.]/g, "\\.").replace(/[*]/g, ".*").replace(/:\w+/g, "[^/]+")}$`),
    });
  });
  app.setErrorHandler((error, request, reply) => {
    sendErrors(
      request,
      reply,
      formatRefusal(toAppError(error as FastifyError, request), request.passage.request, edge),
    );
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0] ?? "";
    const allowed = [...new Set(routes.filter((one) => one.pattern.test(path)).flatMap((one) => one.methods))];
    if (allowed.length > 0) reply.raw.setHeader("allow", allowed.join(", "));
    const refusal =
      allowed.length > 0 ? new AppError("METHOD_NOT_ALLOWED", `Use ${allowed.join(" or ")} here.`) : nothingHere();
    sendErrors(request, reply, formatRefusal(refusal, request.passage.request, edge));
  });
}

/** What every address is answered with that leads nowhere. */
export function nothingHere(): AppError {
  return new AppError(
    "NOT_FOUND",
    "There is nothing at this address. /v1/openapi.json lists the REST routes; GraphQL is at /graphql.",
  );
}

/** `{errors: [...]}` where GraphQL is spoken, OAuth's own form where that is, a problem (RFC 9457) everywhere else. */
export function sendErrors(request: FastifyRequest, reply: FastifyReply, errors: readonly PublicError[]): void {
  const [first] = errors;
  if (!first || reply.raw.headersSent) return;
  if (statusOf(errors) === 401) tellHowToSignIn(reply.raw, request.passage.arrival, first);
  tellWhenToComeBack(reply.raw, request.passage);
  const { code, retryAfter } = first.extensions;
  if (code === "UNAVAILABLE" && typeof retryAfter === "number") reply.raw.setHeader("retry-after", String(retryAfter));
  if (leavesMuchUnread(request)) reply.raw.setHeader("connection", "close");
  if (sendOAuthErrors(request, reply, first)) return;
  const isGraphql = request.url === "/graphql" || request.url.startsWith("/graphql?");
  const type = isGraphql ? "application/json; charset=utf-8" : PROBLEM_JSON;
  const { argumentNames } = request.routeOptions.config;
  const body = isGraphql ? { errors } : toProblem(first, request.url.split("?")[0] ?? "/", argumentNames);
  reply.raw.statusMessage = reasonOf(statusOf(errors));
  void reply.code(statusOf(errors)).header("content-type", type).send(JSON.stringify(body));
}

const WORTH_READING = 64 * 1024;

/** Otherwise Node would read a refused upload to its end, only to keep the connection. */
function leavesMuchUnread({ raw, passage }: FastifyRequest): boolean {
  const { contentLength = raw.headers["transfer-encoding"] === undefined ? 0 : Number.POSITIVE_INFINITY } =
    passage.arrival;
  return !raw.complete && contentLength > WORTH_READING;
}

function toAppError(error: FastifyError, request: FastifyRequest): unknown {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return bodyTooLarge(request.routeOptions.config.bodyLimit ?? 0);
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new AppError("UNSUPPORTED_MEDIA_TYPE", mediaTypeHint(request));
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new AppError(
        "INCOMPLETE_BODY",
        "The body does not have the length that Content-Length says. Send it again.",
      );
    case "ECONNRESET":
      return new AppError("INCOMPLETE_BODY", "The body ended early. Nothing was stored; send it again.");
    default:
      return error;
  }
}

function mediaTypeHint(request: FastifyRequest): string {
  const wanted = request.routeOptions.config.contentType ?? "application/json";
  return `Send this body as ${wanted.replace(/, (?=[^,]*$)/, " or ")}: set the Content-Type header.`;
}
