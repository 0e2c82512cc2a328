import { stringifyJson } from "@bulkhead/kernel/json-text.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { entityTag, matchesTag } from "./entity-tag.ts";
import type { ReadyRoute } from "./route.ts";
import { type RestShape, toRest } from "./shape.ts";

interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

/** Sends what was found or made as JSON; of what is read also what it takes not to send it twice. */
export function sendAnswer(
  ready: ReadyRoute,
  found: Record<string, unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { route, shape, isPersonal } = ready;
  if (route.location) reply.raw.setHeader("location", route.location(found));
  if (route.status === 204) return reply.code(204).send();
  const text = stringifyJson(route.paged ? pageOf(shape, found, request, reply) : wholeOf(shape, found));
  // Not of PUT, whose client sent something else than what is read (RFC 9110 section 9.3.4).
  if (route.method === "GET" || (route.version && route.status === 201)) {
    const tag = entityTag(text, route.version?.(found));
    reply.raw.setHeader("etag", tag);
    if (route.method === "GET") {
      tellWhoMayKeep(reply, isPersonal);
      if (matchesTag(request.headers["if-none-match"], tag)) return reply.code(304).send();
    }
  }
  reply.raw.setHeader("content-type", "application/json; charset=utf-8");
  return reply.code(route.status).send(text);
}

/**
 * The caller's own cache may keep the answer and must ask each time whether it still holds; nobody else's may. What may be
 * about a person is written to no disk that we do not know: whoever wants it again keeps it, and its tag, by themselves.
 */
function tellWhoMayKeep(reply: FastifyReply, isPersonal: boolean): void {
  const vary = reply.getHeader("vary");
  void reply.header("vary", vary === undefined ? "Authorization" : `${vary}, Authorization`);
  if (!isPersonal) reply.raw.setHeader("cache-control", "private, no-cache");
}

function wholeOf(shape: RestShape, found: Record<string, unknown>): unknown {
  const answer = toRest(shape, found);
  return shape.kind === "list" ? { data: answer } : answer;
}

function pageOf(shape: RestShape, found: Record<string, unknown>, request: FastifyRequest, reply: FastifyReply) {
  const { nodes, pageInfo } = found as unknown as { nodes: unknown[]; pageInfo: PageInfo };
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  const previous = pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
  const links = [
    ...(next === null ? [] : [`<${pageUrl(request.url, "after", next)}>; rel="next"`]),
    ...(previous === null ? [] : [`<${pageUrl(request.url, "before", previous)}>; rel="prev"`]),
  ];
  if (links.length > 0) reply.raw.setHeader("link", links.join(", "));
  return { data: nodes.map((one) => toRest(itemOf(shape), one)), next_cursor: next, prev_cursor: previous };
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
