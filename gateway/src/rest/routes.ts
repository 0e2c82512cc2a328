import { AppError } from "@bulkhead/kernel/error.ts";
import { stringifyJson } from "@bulkhead/kernel/json-text.ts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { parse } from "graphql";
import type { Edge } from "../edge.ts";
import { formatResultErrors } from "../errors/format.ts";
import { sendErrors } from "../http/error-handler.ts";
import type { Passage } from "../passage.ts";
import { admitDocument, runOperation } from "../pipeline.ts";
import type { Connections } from "../socket/connections.ts";
import { serveStream } from "../stream/serve.ts";
import { readDocument } from "./documents.ts";
import { sendExport } from "./export-content.ts";
import { type RestInput, readBody, readQuery } from "./input.ts";
import { shapePath } from "./manifest.ts";
import type { Route } from "./route.ts";
import { type RestShape, restShape, toRest } from "./shape.ts";
import { restStream } from "./stream.ts";
import { storeUpload, type Upload } from "./upload.ts";

/** A route with its document read and checked. */
export interface ReadyRoute {
  route: Route;
  source: string;
  shape: RestShape;
}

/** Reads every route's document and checks it against the API schema, so that a fault stops the start, not a client. */
export function readyRoutes(edge: Edge, manifest: readonly Route[]): ReadyRoute[] {
  return manifest.map((route) => {
    const source = readDocument(route.document);
    const passage: Pick<Passage, "operation" | "prepared"> = {
      operation: { source, operationName: undefined, variables: {} },
      prepared: undefined,
    };
    admitDocument(passage as Passage, edge);
    return { route, source, shape: restShape(edge.supergraph.apiSchema, parse(source), shapePath(route)) };
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
        scope.addContentTypeParser("text/csv", (_request, payload, done) => done(null, payload));
      }
      scope.route({
        method: route.method,
        url: route.path.replace(/\{(\w+)\}/g, ":$1"),
        config: {
          speaks: "rest",
          guarded: true,
          bodyLimit: takesFile ? uploadBytes : bodyBytes,
          ...(route.body ? { contentType: route.body.contentType } : {}),
        },
        ...(takesFile ? { bodyLimit: uploadBytes } : {}),
        handler: (request, reply) => answerRest(ready, request, reply, edge, connections),
      });
      done();
    });
  }
}

async function answerRest(
  { route, source, shape }: ReadyRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  edge: Edge,
  connections: Connections,
): Promise<FastifyReply | undefined> {
  const { passage } = request;
  const input: RestInput = {
    path: request.params as Record<string, string>,
    query: readQuery(route.parameters, request.query as Record<string, unknown>),
    body: readBody(route.body, request.body),
    upload: undefined,
  };
  passage.operation = { source, operationName: undefined, variables: {} };
  if (route.body?.contentType === "text/csv") input.upload = await storeUpload(uploadOf(request, input), passage, edge);
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
  const { data, errors } = passage.result ?? {};
  if (errors) {
    sendErrors(request, reply, formatResultErrors(errors, passage.request, passage.prepared?.name ?? "", edge));
    return undefined;
  }
  const found = at(data, route.at);
  if (found === undefined || found === null)
    throw new AppError("INTERNAL_SERVER_ERROR", "The answer is incomplete. Try again.");
  if (route.answersBytes) return sendExport(found, request, reply, edge);
  return sendAnswer(route, shape, found as Record<string, unknown>, request, reply);
}

function uploadOf({ body, headers }: FastifyRequest, { path }: RestInput): Upload {
  const contentDigest = headers["content-digest"];
  return {
    body,
    contentDigest: Array.isArray(contentDigest) ? contentDigest.join(",") : contentDigest,
    collection: path.name ?? "",
  };
}

function sendAnswer(
  route: Route,
  shape: RestShape,
  found: Record<string, unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.raw.setHeader("content-type", "application/json; charset=utf-8");
  if (route.location) reply.raw.setHeader("location", route.location(found));
  if (!route.paged) {
    const answer = toRest(shape, found);
    return reply.code(route.status).send(stringifyJson(shape.kind === "list" ? { data: answer } : answer));
  }
  const { nodes, pageInfo } = found as { nodes: unknown[]; pageInfo: PageInfo };
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  const previous = pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
  const links = [
    ...(next === null ? [] : [`<${pageUrl(request.url, "after", next)}>; rel="next"`]),
    ...(previous === null ? [] : [`<${pageUrl(request.url, "before", previous)}>; rel="prev"`]),
  ];
  if (links.length > 0) reply.raw.setHeader("link", links.join(", "));
  return reply
    .code(route.status)
    .send(
      stringifyJson({ data: nodes.map((one) => toRest(itemOf(shape), one)), next_cursor: next, prev_cursor: previous }),
    );
}

interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

function itemOf(shape: RestShape): RestShape {
  return shape.kind === "list" ? shape.of : shape;
}

/** The same request a page further: filters and order stay, the size changes its direction with the cursor. */
function pageUrl(url: string, cursorName: "after" | "before", cursor: string): string {
  const [path = "", search = ""] = url.split("?");
  const query = new URLSearchParams(search);
  const size = query.get("first") ?? query.get("last");
  for (const name of ["first", "after", "last", "before"]) query.delete(name);
  if (size !== null) query.set(cursorName === "after" ? "first" : "last", size);
  query.set(cursorName, cursor);
  return `${path}?${query}`;
}

function at(data: unknown, path: readonly string[]): unknown {
  let value = data;
  for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name];
  return value;
}
