import { describeFault } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { HttpExchange, HttpReply } from "@bulkhead/kernel/http-exchange.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { describeError, errorPage } from "../pages/error-page.ts";
import type { Exchange } from "./exchange.ts";
import { asPage, jsonReply } from "./reply.ts";

const PASSES: ReadonlySet<string> = new Set(["UNAVAILABLE", "SUBGRAPH_UNAVAILABLE"]);

/**
 * The answer when something is wrong on our side: logged under the request id, told as what passes if it may pass, and
 * without a word about what it was. A person gets a page, a program the form of RFC 6749 section 5.2.
 */
export function tellFault(reply: HttpReply, exchange: HttpExchange, { fault, request }: Exchange, log: Log): HttpReply {
  if (fault === undefined) return reply;
  const { requestId } = request;
  const mayPass = PASSES.has(appErrorOf(fault)?.code ?? "");
  if (mayPass) log.warn({ requestId, detail: describeFault(fault) }, "the authorisation server could not work");
  else log.error({ requestId, detail: describeFault(fault) }, "the authorisation server failed");
  // Where the way back to the client is known, the library has told it there (RFC 6749 section 4.1.2.1).
  if (reply.status < 500) return reply;
  const status = mayPass ? 503 : 500;
  const code = mayPass ? "temporarily_unavailable" : "server_error";
  const retry: [string, string][] = mayPass ? [["retry-after", "1"]] : [];
  if (/\btext\/html\b/.test(exchange.headers.accept ?? "")) {
    const page = errorPage({ status, code, requestId, ...describeError(code, status) });
    return { ...asPage(retry, page), status };
  }
  const description = mayPass
    ? "A part of the platform did not answer. Try again in a moment."
    : `Something went wrong on our side. It is logged under the request id ${requestId}.`;
  return jsonReply(status, { error: code, error_description: description }, retry);
}
