import { Agent, request } from "node:http";

/**
 * A client that asks at a steady pace whatever the answers do (an open loop), in a process of its own. What an answer took
 * counts from when it should have been asked for, so a server that stalls is charged for everybody who had to wait.
 */
export interface OpenLoadJob {
  port: number;
  /** Whole HTTP/1.1 requests, asked in turn. */
  requests: string[];
  perSecond: number;
  forMs: number;
  /** A shorter body counts as a failure: it cannot be the page. */
  minBytes: number;
}

export interface OpenLoadResult {
  /** Of every answer, in order of arrival. */
  latenciesMs: number[];
  failed: number;
  /** The beginning of the first failed answer. */
  failure: string | undefined;
}

/** More than are ever under way unless the server has stopped answering. */
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

process.on("message", (job: OpenLoadJob) => void run(job).then((result) => process.send?.(result)));
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

async function run({ port, requests, perSecond, forMs, minBytes }: OpenLoadJob): Promise<OpenLoadResult> {
  const parsed = requests.map((text) => parse(text, port));
  const result: OpenLoadResult = { latenciesMs: [], failed: 0, failure: undefined };
  const all: Promise<void>[] = [];
  const count = Math.round((perSecond * forMs) / 1_000);
  const start = performance.now();
  const dueAt = (n: number) => start + (n * 1_000) / perSecond;
  while (all.length < count) {
    for (; all.length < count && dueAt(all.length) <= performance.now(); ) {
      const due = dueAt(all.length);
      const one = parsed[all.length % parsed.length] as Parsed;
      all.push(
        ask(one).then(({ status, body }) => {
          result.latenciesMs.push(performance.now() - due);
          if (status === 200 && body.length >= minBytes) return;
          result.failed++;
          result.failure ??= `${status} ${body.toString("utf8", 0, 500)}`;
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(all);
  return result;
}

interface Parsed {
  options: { port: number; host: string; method: string; path: string; headers: Record<string, string>; agent: Agent };
  body: string;
}

function parse(text: string, port: number): Parsed {
  const [head = "", body = ""] = text.split("\r\n\r\n");
  const [line = "", ...fields] = head.split("\r\n");
  const [method = "", path = ""] = line.split(" ");
  const headers = Object.fromEntries(fields.filter(Boolean).map((field) => field.split(/: ?(.*)/s).slice(0, 2)));
  return { options: { port, host: "127.0.0.1", method, path, headers, agent }, body };
}

function ask({ options, body }: Parsed): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
      answer.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
