import { AppError } from "@bulkhead/kernel/error.ts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { parse } from "graphql";
import type { Edge } from "../edge.ts";
import { formatResultErrors } from "../errors/format.ts";
import { tellHowCached } from "../http/cache-status.ts";
import { sendErrors } from "../http/error-handler.ts";
import type { Passage } from "../passage.ts";
import { admitDocument, runOperation } from "../pipeline.ts";
import type { Connections } from "../socket/connections.ts";
import { serveStream } from "../stream/serve.ts";
import { readDocument } from "./documents.ts";
import { sendExport } from "./export-content.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import { FILE_MEDIA_TYPES } from "./import-file.ts";
import { type RestInput, readBody, readQuery } from "./input.ts";
import { shapePath } from "./manifest.ts";
import type { ReadyRoute, Route } from "./route.ts";
import { sendAnswer } from "./send-answer.ts";
import { sendRows } from "./send-rows.ts";
import { restShape } from "./shape.ts";
import { restStream } from "./stream.ts";
import { storeUpload, type Upload } from "./upload.ts";

/** Reads every route's document and checks it against the API schema, so that a fault stops the start, not a client. */
export function readyRoutes(edge: Edge, manifest: readonly Route[]): ReadyRoute[] {
  return manifest.map((route) => {
    const source = readDocument(route.document);
    const passage: Pick<Passage, "operation" | "prepared"> = {
      operation: { source, operationName: undefined, variables: {} },
      prepared: undefined,
    };
    admitDocument(passage as Passage, edge);
    const shape = restShape(edge.supergraph.apiSchema, parse(source), shapePath(route));
    const { rules } = edge.supergraph;
    const isPersonal = passage.prepared?.coordinates.some((one) => rules.get(one)?.isPersonal !== false) ?? true;
    return { route, source, shape, isPersonal };
  });
}

export function addRestRoutes(
  app: FastifyInstance,
  edge: Edge,
  manifest: readonly Route[],
  connections: Connections,
): void {
  for (const ready of readyRoutes(edge, manifest)) {
    const { route } = ready;
    const takesFile = route.body?.contentType === "text/csv";
    const { bodyBytes, uploadBytes } = edge.config;
    void app.register((scope, _options, done) => {
      if (takesFile) {
        scope.removeAllContentTypeParsers();
        // The stream itself is handed on: a file is never held in memory.
        scope.addContentTypeParser([...FILE_MEDIA_TYPES], (_request, payload, done) => done(null, payload));
      }
      scope.route({
        method: route.method,
        exposeHeadRoute: route.answersBytes !== undefined,
        url: route.path.replace(/\{(\w+)\}/g, ":$1"),
        config: {
          speaks: "rest",
          guarded: true,
          bodyLimit: takesFile ? uploadBytes : bodyBytes,
          ...(route.body ? { contentType: takesFile ? FILE_MEDIA_TYPES.join(", ") : route.body.contentType } : {}),
          ...(route.argumentNames ? { argumentNames: route.argumentNames } : {}),
        },
        ...(takesFile ? { bodyLimit: uploadBytes } : {}),
        handler: (request, reply) => answerRest(ready, request, reply, edge, connections),
      });
      done();
    });
  }
}

async function answerRest(
  ready: ReadyRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  edge: Edge,
  connections: Connections,
): Promise<FastifyReply | undefined> {
  const { route, source, shape } = ready;
  const { passage, headers } = request;
  const input: RestInput = {
    path: request.params as Record<string, string>,
    query: readQuery(route.parameters, request.query as Record<string, unknown>),
    body: readBody(route.body, request.body),
    upload: undefined,
    file: { contentType: headers["content-type"], contentEncoding: headers["content-encoding"] },
    idempotencyKey: readIdempotencyKey(headers["idempotency-key"]),
    ifMatch: headers["if-match"],
    ifNoneMatch: headers["if-none-match"],
  };
  passage.operation = { source, operationName: undefined, variables: {} };
  if (route.body?.contentType === "text/csv") {
    // Refuses what headers and parameters say wrong before a byte of the file is taken.
    const { input: asked } = route.variables(input) as { input: Record<string, unknown> };
    input.upload = await storeUpload({ ...uploadOf(request), asked }, passage, edge);
  }
  passage.operation = { source, operationName: undefined, variables: route.variables(input) };
  if (route.isStream) {
    admitDocument(passage, edge);
    return serveStream(
      request,
      reply,
      restStream(shape, route.at, request.url.split("?")[0] ?? "/"),
      edge,
      connections,
    );
  }
  await runOperation(passage, edge);
  tellHowCached(reply.raw, passage.caching);
  const { data, errors } = passage.result ?? {};
  if (errors) {
    sendErrors(request, reply, formatResultErrors(errors, passage.request, passage.prepared?.name ?? "", edge));
    return undefined;
  }
  const found = at(data, route.at);
  if (found === undefined || found === null)
    throw new AppError("INTERNAL_SERVER_ERROR", "The answer is incomplete. Try again.");
  if (route.answersRows) return sendRows(ready, input, data, request, reply, edge);
  if (route.answersBytes) return sendExport(found, request, reply, edge);
  return sendAnswer(ready, found as Record<string, unknown>, request, reply);
}

function uploadOf({ body, headers }: FastifyRequest): Omit<Upload, "asked"> {
  const contentDigest = headers["content-digest"];
  return {
    body,
    contentDigest: Array.isArray(contentDigest) ? contentDigest.join(",") : contentDigest,
  };
}

function at(data: unknown, path: readonly string[]): unknown {
  let value = data;
  for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name];
  return value;
}
