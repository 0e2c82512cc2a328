import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { TestClient } from "../testkit/oauth.ts";
import type { TokensSize } from "./options.ts";
import { cpuMicroseconds, treeCpuMicroseconds } from "./process-usage.ts";
import type { Measured } from "./processes.ts";
import type { SignInSeed } from "./seed-sign-in.ts";
import { signInOften, type TokenClients } from "./seed-tokens.ts";
import type { TokensJob, TokensResult } from "./tokens-load.ts";

export const TOKEN_KINDS = ["machine", "public", "confidential"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** What one round says of one kind of token. */
export interface TokensRound {
  perSecond: number;
  serverMicroseconds: number;
  databaseMicroseconds: number;
}

export interface TokensCost {
  rounds: TokensRound[];
  /** At MODEST_RATE, of all rounds. */
  latenciesMs: number[];
  /** Answers 503, after which the same was asked again. */
  repeated: number;
}

export type TokensOutcome = Record<TokenKind, TokensCost>;

export interface TokensBench extends TokensSize {
  bulkhead: Measured;
  clients: TokenClients;
  signIn: SignInSeed;
  postgresPid: number;
}

/** Who asks at the same time, each for a family of its own. */
const HOLDERS = 8;
export const MODEST_RATE = 50;

/** Tokens as fast as they come, and what each costs the server and PostgreSQL; then latency at a modest pace. */
export async function measureTokens(bench: TokensBench): Promise<TokensOutcome> {
  const { bulkhead, clients, signIn, tokenRounds, tokenRoundMs } = bench;
  const { port } = bulkhead;
  const held: Record<TokenKind, string[]> = {
    machine: Array.from({ length: HOLDERS }, () => ""),
    ...(await signInOften(port, clients, signIn, HOLDERS)),
  };
  const outcome = Object.fromEntries(
    TOKEN_KINDS.map((kind) => [kind, { rounds: [], latenciesMs: [], repeated: 0 }]),
  ) as unknown as TokensOutcome;
  const load = await startTokensLoad();
  const run = async (kind: TokenKind, forMs: number, perSecond?: number) => {
    const { id: clientId, secret }: TestClient = clients[kind];
    const result = await load.run({ port, clientId, secret, holders: held[kind], forMs, perSecond });
    if (result.failed > 0) throw new Error(`${result.failed} tokens were refused, the first: ${result.failure}`);
    held[kind] = result.holders;
    outcome[kind].repeated += result.repeated;
    return result;
  };
  try {
    for (const kind of TOKEN_KINDS) await run(kind, tokenRoundMs);
    const order = [...TOKEN_KINDS];
    for (let round = 0; round < tokenRounds; round++) {
      for (const kind of order) {
        outcome[kind].rounds.push(await costOf(bench, () => run(kind, tokenRoundMs)));
        outcome[kind].latenciesMs.push(...(await run(kind, tokenRoundMs, MODEST_RATE)).latenciesMs);
      }
      order.push(...order.splice(0, 1));
    }
  } finally {
    load.stop();
  }
  return outcome;
}

async function costOf({ bulkhead, postgresPid }: TokensBench, run: () => Promise<TokensResult>): Promise<TokensRound> {
  const cpu = () => [cpuMicroseconds(bulkhead.pid), treeCpuMicroseconds(postgresPid)] as const;
  const [server, database] = cpu();
  const { latenciesMs, seconds } = await run();
  const [serverAfter, databaseAfter] = cpu();
  return {
    perSecond: latenciesMs.length / seconds,
    serverMicroseconds: (serverAfter - server) / latenciesMs.length,
    databaseMicroseconds: (databaseAfter - database) / latenciesMs.length,
  };
}

async function startTokensLoad() {
  const child = fork(path.join(import.meta.dirname, "tokens-load.ts"));
  await once(child, "message");
  return {
    async run(job: TokensJob): Promise<TokensResult> {
      child.send(job);
      const [result] = (await once(child, "message")) as [TokensResult];
      return result;
    },
    stop: () => child.disconnect(),
  };
}
