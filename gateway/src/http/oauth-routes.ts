import { AppError } from "@bulkhead/kernel/error.ts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import { isOperatorNetwork } from "../steps/operator-network.ts";
import { exchangeOf, readWhole, sendReply, targetOf } from "./oauth-exchange.ts";

const ADDRESSES = [
  "/oauth/*",
  "/account",
  "/account/*",
  "/operator",
  "/operator/*",
  "/.well-known/openid-configuration",
  "/.well-known/oauth-authorization-server",
];

/** Bytes of a body: signed request objects fit many times over. */
const BODY_BYTES = 64 * 1024;

/** Longest wait for a body once its head has come. */
const BODY_MS = 10_000;

function nothingHere(): AppError {
  return new AppError("NOT_FOUND", "There is nothing at this address.");
}

/**
 * Carries requests to the authorisation server and its answers back, and understands neither: what is asked, by whom and
 * whether it may be asked is that server's to say, for unknown addresses too. The credentials here are those of OAuth
 * clients and of browsers, so nobody is known at the edge, and all pay from the budget of their network.
 */
export function addOAuthRoutes(app: FastifyInstance, edge: Edge, bodyMs = BODY_MS): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (request: FastifyRequest) => readWhole(request.raw, BODY_BYTES, bodyMs));
    for (const url of ADDRESSES)
      scope.all(
        url,
        {
          config: {
            speaks: "oauth",
            guarded: "asNobody",
            bodyLimit: BODY_BYTES,
            contentType: "application/x-www-form-urlencoded",
          },
        },
        async (request, reply) => {
          const target = targetOf(request.raw.url ?? "");
          if (target === undefined) throw nothingHere();
          if (/^\/operator\b/.test(target) && !isOperatorNetwork(request.passage, edge)) throw nothingHere();
          const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : undefined;
          const exchange = exchangeOf(request.raw, target, body, request.passage, edge);
          return sendReply(reply, await edge.ports.oauth(exchange));
        },
      );
    done();
  });
}
