import { createConnection, type Socket } from "node:net";
import { randomSource } from "./dataset.ts";

/**
 * The client, in a process of its own: keep-alive connections, each with one request under way, and as little work per
 * answer as can be, because on two cores every microsecond here is taken from the servers it measures.
 */
export interface LoadJob {
  port: number;
  /** Whole HTTP/1.1 requests; each is drawn with its share. */
  requests: string[];
  shares: number[] | undefined;
  connections: number;
  /** How long to measure; 0 sends each request once instead. */
  forMs: number;
  /** A shorter body counts as a failure: it cannot be the page. */
  minBytes: number;
  seed: number;
}

export interface LoadResult {
  answered: number;
  failed: number;
  /** The beginning of the first failed answer. */
  failure: string | undefined;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  bytesPerAnswer: number;
}

const HEADER_END = Buffer.from("\r\n\r\n");

process.on("message", (job: LoadJob) => void run(job).then((result) => process.send?.(result)));
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

async function run(job: LoadJob): Promise<LoadResult> {
  const requests = job.requests.map((text) => Buffer.from(text));
  const draw = drawer(job);
  const latencies: number[] = [];
  const result: LoadResult = {
    answered: 0,
    failed: 0,
    failure: undefined,
    seconds: 0,
    p50Ms: 0,
    p99Ms: 0,
    bytesPerAnswer: 0,
  };
  let bytes = 0;
  let begun = 0;
  const start = performance.now();
  const end = start + job.forMs;
  const next = () => {
    if (job.forMs === 0) return begun < requests.length ? requests[begun++] : undefined;
    return performance.now() < end ? requests[draw()] : undefined;
  };
  const note = (ms: number, length: number, failure: string | undefined) => {
    latencies.push(ms);
    bytes += length;
    result.answered++;
    if (failure === undefined) return;
    result.failed++;
    result.failure ??= failure;
  };
  const all = Array.from({ length: job.connections }, () => converse(job, next, note));
  await Promise.all(all);
  result.seconds = (performance.now() - start) / 1_000;
  latencies.sort((a, b) => a - b);
  result.p50Ms = latencies[Math.floor(latencies.length * 0.5)] ?? 0;
  result.p99Ms = latencies[Math.floor(latencies.length * 0.99)] ?? 0;
  result.bytesPerAnswer = bytes / Math.max(1, result.answered);
  return result;
}

function drawer({ requests, shares, seed }: LoadJob): () => number {
  const random = randomSource(seed);
  if (!shares) return () => Math.floor(random() * requests.length);
  let sum = 0;
  const upTo = shares.map((share) => (sum += share));
  return () => {
    const at = random() * sum;
    let low = 0;
    let high = upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** One connection: a request, its whole answer, the next request. */
function converse(
  job: LoadJob,
  next: () => Buffer | undefined,
  note: (ms: number, bytes: number, failure: string | undefined) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = createConnection({ port: job.port, host: "127.0.0.1", noDelay: true });
    let held: Buffer | undefined;
    let missing = -1;
    let length = 0;
    let status = 0;
    let sentAt = 0;
    let head = "";
    const send = () => {
      const request = next();
      if (!request) {
        resolve();
        return void socket.end();
      }
      missing = -1;
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on("connect", send);
    socket.on("error", reject);
    // After `resolve` this changes nothing.
    socket.on("close", () => reject(new Error("the server closed a connection")));
    socket.on("data", (chunk: Buffer) => {
      let body = chunk;
      if (missing < 0) {
        const all = held ? Buffer.concat([held, chunk]) : chunk;
        const at = all.indexOf(HEADER_END);
        if (at < 0) {
          held = all;
          return;
        }
        held = undefined;
        head = all.toString("latin1", 0, at);
        status = Number(head.slice(9, 12));
        length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
        if (Number.isNaN(length)) return void reject(new Error(`an answer without content-length: ${head}`));
        missing = length;
        body = all.subarray(at + 4);
      }
      missing -= body.length;
      if (missing > 0) return;
      const sound = status === 200 && length >= job.minBytes;
      note(performance.now() - sentAt, length, sound ? undefined : `${head}\n\n${body.subarray(0, 500).toString()}`);
      send();
    });
  });
}
