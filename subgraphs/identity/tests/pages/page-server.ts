import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "../../src/pages/page.ts";

/** A form that was posted: where, and its fields in order. */
export interface Posted {
  target: string;
  fields: [string, string][];
  headers: IncomingMessage["headers"];
}

export interface PageServer {
  origin: string;
  posted: Posted[];
  stop(): Promise<void>;
}

/** What a request is answered with. */
export type Answer = (response: ServerResponse) => unknown;

export function redirectTo(location: string): Answer {
  return (response) => response.writeHead(303, { location }).end();
}

const EMPTY: Answer = (response) =>
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>landed</title>");

/**
 * Serves pages by their names at a loopback address of its own. What is posted is kept and answered with `after`, any
 * other path with `otherwise`.
 */
export async function startPageServer(
  pages: Readonly<Record<string, () => Page>>,
  after: Answer = redirectTo("/landed"),
  otherwise: Answer = EMPTY,
): Promise<PageServer> {
  const posted: Posted[] = [];
  const server = createServer(async (request, response) => {
    const target = request.url ?? "/";
    if (request.method === "POST") {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      posted.push({ target, fields: [...new URLSearchParams(body)], headers: request.headers });
      return after(response);
    }
    const page = pages[target.slice(1)]?.();
    if (page) return response.writeHead(200, page.headers).end(page.html);
    return otherwise(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted, stop };
}
