import type { ServerResponse } from "node:http";

/** The writing end of a stream of server-sent events (HTML, section 9.2). */
export interface EventStream {
  /** Resolves when the reader has made room for more; bytes it does not take are held back here, one event at most. */
  send(event: SentEvent): Promise<void>;
  /** A line that no client shows: that the connection lives, or why it ends. */
  comment(text: string): void;
  end(): void;
  /** Resolves when the reader is gone, or everything was sent. */
  closed: Promise<void>;
}

export interface SentEvent {
  /** `message` when absent. */
  name?: string;
  /** What the reader sends as Last-Event-ID when it comes back; it keeps the one before when absent. */
  id?: string | undefined;
  /** JSON, or nothing: one line. */
  data: string;
}

/** How soon a browser comes back; clients that know better add a random part. */
const RETRY_MS = 2_000;

/** A reader that takes nothing for so long, with bytes waiting for it, is as good as gone. */
export const STALL_MS = 30_000;

/** Begins the answer. `onStall` is called when the reader does not read. */
export function openEventStream(response: ServerResponse, onStall: () => void, stallMs = STALL_MS): EventStream {
  const closed = new Promise<void>((resolve) => response.once("close", resolve));
  response.setHeader("content-type", "text/event-stream; charset=utf-8");
  // For proxies in the manner of nginx, which would otherwise collect before they pass on.
  response.setHeader("x-accel-buffering", "no");
  response.setHeader("cache-control", "no-store");
  response.writeHead(200);
  response.write(`retry: ${RETRY_MS}\n\n`);
  let waiting = false;

  async function drained(): Promise<void> {
    waiting = true;
    const timer = setTimeout(onStall, stallMs);
    await Promise.race([new Promise<void>((resolve) => response.once("drain", resolve)), closed]);
    clearTimeout(timer);
    waiting = false;
  }

  return {
    closed,
    async send({ name, id, data }) {
      if (response.writableEnded || response.destroyed) return;
      const text = `${name ? `event: ${name}\n` : ""}${id ? `id: ${id}\n` : ""}data: ${data}\n\n`;
      if (!response.write(text)) await drained();
    },
    comment(text) {
      // Behind bytes that nobody takes it would only be more of them.
      if (!waiting && !response.writableEnded && !response.destroyed) response.write(`: ${text}\n\n`);
    },
    end() {
      if (!waiting) return void response.end();
      // What waits will never be read.
      response.destroy();
    },
  };
}
