import { AppError } from "@bulkhead/kernel/error.ts";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import { formatRefusal } from "../errors/format.ts";
import { assignRequestId } from "../steps/request-id.ts";
import { arrivalOf, beginPassage } from "./arrival.ts";
import { sendErrors } from "./error-handler.ts";
import { securityHeaders, setHeaders } from "./headers.ts";

/** Answers addresses the router itself refuses: they come by no hook and no handler of ours. */
export function answerUnroutable(edge: () => Edge) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    request.passage = beginPassage(arrivalOf(request.raw, "rest", 0));
    assignRequestId(request.passage, edge());
    const { request: known } = request.passage;
    setHeaders(reply, securityHeaders(edge().config));
    reply.raw.setHeader("x-request-id", known.requestId);
    sendErrors(request, reply, formatRefusal(refusalOf(error), known, edge()));
  };
}

function refusalOf({ code }: FastifyError): AppError {
  if (code === "FST_ERR_BAD_URL")
    return new AppError(
      "BAD_USER_INPUT",
      "The address is not percent-encoded UTF-8 (RFC 3986 section 2.1). Encode it again.",
    );
  return new AppError("NOT_FOUND", "There is nothing at this address: a part of it is longer than any name or id.");
}
