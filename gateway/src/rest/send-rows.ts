import { Readable } from "node:stream";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import { beginPassage } from "../http/arrival.ts";
import type { Passage } from "../passage.ts";
import { runAgain } from "../pipeline.ts";
import type { RestInput } from "./input.ts";
import type { ReadyRoute } from "./route.ts";
import { csvRows, ndjsonRows } from "./rows-text.ts";

interface Page {
  nodes: unknown[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Sends a list to its end as a file. No more than a page of it is held, and the next is read when the reader has taken it. */
export function sendRows(
  { route, shape }: ReadyRoute,
  { query }: RestInput,
  first: unknown,
  { passage }: FastifyRequest,
  reply: FastifyReply,
  edge: Edge,
): FastifyReply {
  const item = shape.kind === "list" ? shape.of : shape;
  const text = query.format === "csv" ? csvRows(item) : ndjsonRows(item);
  const name = route.answersRows?.fileName(first) ?? route.operationId;

  async function* file(): AsyncGenerator<string> {
    if (text.head !== "") yield text.head;
    for await (const nodes of pagesOf(route.at, first, passage, edge)) yield nodes.map(text.row).join("");
  }
  reply.raw.setHeader("content-type", text.mediaType);
  reply.raw.setHeader("content-disposition", `attachment; filename="${name}.${text.ending}"`);
  return reply.code(200).send(Readable.from(file(), { objectMode: false, highWaterMark: 1 }));
}

/** Page after page, each for whoever the credential stands for by then: who lost the right to it gets no more. */
async function* pagesOf(at: readonly string[], first: unknown, begun: Passage, edge: Edge): AsyncGenerator<unknown[]> {
  let page = pageAt(at, first);
  for (;;) {
    if (page.nodes.length > 0) yield page.nodes;
    const { hasNextPage, endCursor } = page.pageInfo;
    if (!hasNextPage) return;
    page = pageAt(at, await nextPage(begun, endCursor, edge));
  }
}

async function nextPage({ arrival, operation }: Passage, after: string | null, edge: Edge): Promise<unknown> {
  // A proof opens one request, and this is the one that it opened.
  const passage = beginPassage({ ...arrival, proof: arrival.proof && "proved" });
  if (!operation) throw new Error("a page follows one that was asked for");
  passage.operation = { ...operation, variables: { ...operation.variables, after } };
  await runAgain(passage, edge);
  const { data, errors } = passage.result ?? {};
  if (errors?.[0]) throw errors[0];
  return data;
}

function pageAt(path: readonly string[], data: unknown): Page {
  let value = data;
  for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name];
  if (!value) throw new AppError("INTERNAL_SERVER_ERROR", "The answer is incomplete. Try again.");
  return value as Page;
}
