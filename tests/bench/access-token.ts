import { openTokenStep, type TokenStep } from "../testkit/token-step.ts";
import { formatTable, median } from "./table.ts";

/** Processor time of letting an access token in, in a process that does nothing else. */
export interface AccessTokenCost {
  /** Known, and its user's role at hand. */
  repeatedMicroseconds: number;
  /** Never seen: the signature is checked, and who its user is now is asked for once. */
  firstMicroseconds: number;
  /** Of a token that is kept, with its principal and what is known of its user. */
  bytes: number;
}

const USERS = 5_000;
const REPEATS = 100_000;
const FIRST = 2_000;

export async function measureAccessToken(rounds: number): Promise<AccessTokenCost> {
  const step = await openTokenStep(USERS);
  const bytes = await growth(step);
  const repeated: number[] = [];
  const first: number[] = [];
  for (let round = 0; round < rounds; round++) {
    repeated.push(await perCall(REPEATS, (n) => step.letIn(step.tokens[n % USERS] ?? "")));
    const fresh = await newTokens(step, FIRST);
    first.push(await perCall(FIRST, (n) => step.letInFirst(fresh[n] ?? "")));
  }
  return { repeatedMicroseconds: median(repeated), firstMicroseconds: median(first), bytes };
}

/** By letting in more users; that their tokens exist is no part of it. */
async function growth(step: TokenStep): Promise<number> {
  const tokens = await newTokens(step, USERS);
  const before = await heap();
  for (const token of tokens) await step.letInFirst(token);
  return ((await heap()) - before) / USERS;
}

async function newTokens({ newToken }: TokenStep, number: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let n = 0; n < number; n++) tokens.push(await newToken());
  return tokens;
}

/** By process.cpuUsage: signatures are checked on threads beside ours. */
async function perCall(times: number, run: (n: number) => void | Promise<void>): Promise<number> {
  const from = process.cpuUsage();
  for (let n = 0; n < times; n++) {
    const pending = run(n);
    if (pending !== undefined) await pending;
  }
  const { user, system } = process.cpuUsage(from);
  return (user + system) / times;
}

async function heap(): Promise<number> {
  for (let time = 0; time < 5; time++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

export function printAccessToken({ repeatedMicroseconds, firstMicroseconds, bytes }: AccessTokenCost): void {
  const table = formatTable([
    ["an access token at the gateway's door", "CPU µs"],
    ["that was let in before", repeatedMicroseconds.toFixed(1)],
    ["that was not: signature, grant, user, client, member", firstMicroseconds.toFixed(0)],
  ]);
  console.log(`\n${table}`);
  if (globalThis.gc) console.log(`memory of one: ${bytes.toFixed(0)} bytes`);
}
