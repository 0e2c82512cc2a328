import { Agent, request } from "node:http";

/**
 * The client of row `tokens`, in a process of its own. Each holder asks for one token after another; where refresh tokens
 * are rotated it goes on with the one that it was given last, so none is ever used twice.
 */
export interface TokensJob {
  port: number;
  clientId: string;
  /** Empty for a public client. */
  secret: string;
  /** Refresh tokens, one for each holder; empty ones for machines, which ask with their secret alone. */
  holders: string[];
  forMs: number;
  /** A steady pace, whatever the answers do; undefined for as fast as all holders together can. */
  perSecond: number | undefined;
}

export interface TokensResult {
  /** What the holders have at the end. */
  holders: string[];
  /** Of every answer. At a steady pace it counts from when the token should have been asked for. */
  latenciesMs: number[];
  seconds: number;
  /** Answers 503, after which the same was asked again. */
  repeated: number;
  failed: number;
  /** The beginning of the first failed answer. */
  failure: string | undefined;
}

const MOST_REPEATED = 100;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

process.on("message", (job: TokensJob) => void run(job).then((result) => process.send?.(result)));
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

async function run(job: TokensJob): Promise<TokensResult> {
  const result: TokensResult = {
    holders: [...job.holders],
    latenciesMs: [],
    seconds: 0,
    repeated: 0,
    failed: 0,
    failure: undefined,
  };
  const start = performance.now();
  const askFor = async (holder: number, due: number) => {
    let { status, text } = await ask(job, result.holders[holder] ?? "");
    // A disk that others keep busy for seconds is waited for as any client waits: it was told to ask again.
    for (; status === 503 && result.repeated < MOST_REPEATED; result.repeated++) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      ({ status, text } = await ask(job, result.holders[holder] ?? ""));
    }
    result.latenciesMs.push(performance.now() - due);
    const tokens = status === 200 ? (JSON.parse(text) as { access_token?: string; refresh_token?: string }) : {};
    if (tokens.access_token === undefined) {
      result.failed++;
      result.failure ??= `${status} ${text.slice(0, 500)}`;
    } else result.holders[holder] = tokens.refresh_token ?? "";
  };
  await (job.perSecond === undefined ? asFastAsCanBe(job, askFor, start) : atPace(job, job.perSecond, askFor, start));
  result.seconds = (performance.now() - start) / 1_000;
  return result;
}

type AskFor = (holder: number, due: number) => Promise<void>;

async function asFastAsCanBe({ holders, forMs }: TokensJob, askFor: AskFor, start: number): Promise<void> {
  await Promise.all(
    holders.map(async (_, holder) => {
      while (performance.now() - start < forMs) await askFor(holder, performance.now());
    }),
  );
}

/** A token that is due while every holder waits for an answer is asked for by the first who has one. */
async function atPace({ holders, forMs }: TokensJob, perSecond: number, askFor: AskFor, start: number): Promise<void> {
  let due = 0;
  const count = Math.round((perSecond * forMs) / 1_000);
  const dueAt = (n: number) => start + (n * 1_000) / perSecond;
  await Promise.all(
    holders.map(async (_, holder) => {
      while (due < count) {
        if (dueAt(due) <= performance.now()) await askFor(holder, dueAt(due++));
        else await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }),
  );
}

function ask({ port, clientId, secret }: TokensJob, refreshToken: string): Promise<{ status: number; text: string }> {
  const form = new URLSearchParams(
    refreshToken === ""
      ? { grant_type: "client_credentials" }
      : { grant_type: "refresh_token", refresh_token: refreshToken },
  );
  if (secret === "") form.set("client_id", clientId);
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    ...(secret === "" ? {} : { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}` }),
  };
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, method: "POST", path: "/oauth/token", headers, agent };
    const asked = request(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      answer.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(form.toString());
  });
}
