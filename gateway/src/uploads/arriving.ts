import type { Readable } from "node:stream";

/** Longest wait for the next byte of a client that holds a connection open. */
export const IDLE_MS = 30_000;

/** What a client sends, and how that ended. */
export interface Arriving {
  pieces: AsyncGenerator<Buffer>;
  /** Whether it is less than the client meant to send. */
  isBrokenOff(): boolean;
}

/**
 * The bytes of a request as they come. When the connection breaks, or no byte comes for `idleMs`, they just end: what has
 * arrived by then is to be kept. `mayGoOn` is asked with each piece, and its rejection is the end of everything.
 */
export function arriving(body: Readable, mayGoOn: () => Promise<void>, idleMs: number = IDLE_MS): Arriving {
  let brokenOff = false;

  async function* pieces(): AsyncGenerator<Buffer> {
    // Left before its end it is not destroyed: the connection is still to carry the answer.
    const coming = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    try {
      for (;;) {
        const next = await within(coming.next(), idleMs);
        if (next.done) return;
        await mayGoOn();
        yield next.value;
      }
    } catch (error) {
      if (!isBrokenOff(error)) throw error;
      brokenOff = true;
    }
  }

  return { pieces: pieces(), isBrokenOff: () => brokenOff };
}

class Stalled extends Error {}

async function within<T>(coming: Promise<T>, ms: number): Promise<T> {
  // Nobody may be waiting for it when it rejects.
  coming.catch(() => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Stalled()), ms);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isBrokenOff(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return error instanceof Stalled || code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}
