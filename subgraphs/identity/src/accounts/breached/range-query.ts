import type { Log } from "@bulkhead/kernel/log.ts";
import { limitedWarning } from "@bulkhead/kernel/log-limit.ts";

const PREFIX_DIGITS = 5;
const TIMEOUT_MS = 1_000;
const MAX_AT_ONCE = 8;
/** An answer with padding has some 1,000 lines of 40 bytes. */
const MAX_BYTES = 1_048_576;

export interface RangeQuery {
  /** Whether the service knows a SHA-1. No when it does not say in time: what it was asked for is logged, never of whom. */
  has(digest: Buffer): Promise<boolean>;
}

export interface RangeQueryOptions {
  url: string;
  log: Log;
  timeoutMs?: number;
}

/**
 * Asks a service of breached passwords, which learns the first five digits of a SHA-1 and so one of a million groups.
 * The answer lists the rest of each of the group; padding hides from the network how many.
 */
export function createRangeQuery({ url, log, timeoutMs = TIMEOUT_MS }: RangeQueryOptions): RangeQuery {
  const warn = limitedWarning(log, "the service of breached passwords did not answer; the password was taken unasked");
  let underWay = 0;
  return {
    async has(digest) {
      const text = digest.toString("hex").toUpperCase();
      if (underWay >= MAX_AT_ONCE) {
        warn({ detail: `${underWay} questions are under way` });
        return false;
      }
      underWay++;
      try {
        const lines = await ask(`${url.replace(/\/$/, "")}/${text.slice(0, PREFIX_DIGITS)}`, timeoutMs);
        const line = lines.find((one) => one.toUpperCase().startsWith(`${text.slice(PREFIX_DIGITS)}:`));
        // Padding is listed with no occurrence.
        return line !== undefined && Number(line.slice(line.indexOf(":") + 1)) > 0;
      } catch (error) {
        warn({ detail: reasonOf(error) });
        return false;
      } finally {
        underWay--;
      }
    },
  };
}

async function ask(address: string, timeoutMs: number): Promise<string[]> {
  const answer = await fetch(address, {
    headers: { "add-padding": "true", "user-agent": "bulkhead" },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`an answer of more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return Buffer.concat(chunks).toString("latin1").split(/\r?\n/);
}

/** Without the address, which ends in a part of the digest. fetch says only "fetch failed"; why stands in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : (error as Error);
  const { code } = cause as NodeJS.ErrnoException;
  return typeof code === "string" ? code : cause.message;
}
