import { AppError } from "@bulkhead/kernel/error.ts";
import type { FastifyInstance } from "fastify";
import type { Edge } from "../edge.ts";
import { formatRefusal } from "../errors/format.ts";
import type { Passage } from "../passage.ts";
import { enter, enterAsNobody } from "../pipeline.ts";
import { assignRequestId } from "../steps/request-id.ts";
import { arrivalOf, beginPassage } from "./arrival.ts";
import { sendErrors } from "./error-handler.ts";
import { securityHeaders, setHeaders } from "./headers.ts";
import { tellWhatIsLeft } from "./rate-limit.ts";

declare module "fastify" {
  interface FastifyRequest {
    passage: Passage;
  }
  interface FastifyContextConfig {
    speaks?: "graphql" | "rest" | "oauth";
    /** Whether the entrance of the pipeline stands before it, and whether that looks at the credential. */
    guarded?: boolean | "asNobody";
    bodyLimit?: number;
    /** The media types its body may have, for people to read. */
    contentType?: string;
    /** Of a REST route: arguments of its document that its clients know by another name. */
    argumentNames?: Readonly<Record<string, string>>;
  }
}

/** Lets every request through the entrance of the pipeline before its body is read. */
export function addEntrance(app: FastifyInstance, edge: Edge): void {
  const headers = securityHeaders(edge.config);
  app.decorateRequest("passage");
  app.addHook("onRequest", async (request, reply) => {
    const { speaks, guarded, bodyLimit } = request.routeOptions.config;
    request.passage = beginPassage(
      arrivalOf(request.raw, speaks === "rest" ? "rest" : "http", bodyLimit ?? edge.config.bodyBytes),
    );
    setHeaders(reply, headers);
    let refusal: unknown;
    try {
      if (guarded === "asNobody") await enterAsNobody(request.passage, edge);
      else if (guarded) await enter(request.passage, edge);
      else assignRequestId(request.passage, edge);
    } catch (error) {
      refusal = error;
    }
    const { request: known, refused } = request.passage;
    reply.raw.setHeader("x-request-id", known.requestId);
    const { impersonation } = known.principal;
    if (impersonation) reply.raw.setHeader("impersonated-by", impersonation.operatorId);
    tellWhatIsLeft(reply.raw, request.passage);
    if (refusal === undefined) return undefined;
    if (refused === undefined) throw refusal;
    // A flood is refused here and now, without fastify's own way with errors.
    sendErrors(request, reply, formatRefusal(refusal, known, edge));
    return reply;
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "string", bodyLimit: edge.config.bodyBytes },
    (_request, text, done) => {
      try {
        done(null, JSON.parse(text as string));
      } catch {
        done(
          new AppError(
            "MALFORMED_JSON",
            "The body is not JSON (RFC 8259). Check commas, quotes and brackets.",
          ) as never,
        );
      }
    },
  );
}
