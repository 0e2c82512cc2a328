import { setTimeout as wait } from "node:timers/promises";
import { createPasswords } from "@bulkhead/identity/src/accounts/passwords.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import type { PasswordsSize } from "./options.ts";
import { PAGE_ROWS, type PageBench } from "./pages.ts";
import type { Measured } from "./processes.ts";
import type { SignInSeed } from "./seed-sign-in.ts";
import { signInOnce } from "./sign-in-client.ts";
import { startOpenLoad } from "./start-open-load.ts";

/** What goes on beside the pages: nothing, hashing alone, or people who sign in through the pages for that. */
export const BESIDE = ["nothing", "hashing", "sign-ins"] as const;
export type Beside = (typeof BESIDE)[number];

export const PER_SECOND = 5;
const CAPACITY_MS = 1_000;

export interface PasswordsResult {
  /** Pages a second that the server answered when asked as fast as it could, before each round; half of it was asked for. */
  capacities: number[];
  /** Milliseconds of every page of each round, by what went on beside it. */
  pages: Record<Beside, number[][]>;
  /** Milliseconds of everything that went on beside the pages. */
  beside: Record<Beside, number[]>;
  /** Milliseconds of the POST of each password: with nothing else to do, and beside the pages. */
  signIns: { alone: number[]; besidePages: number[] };
}

export interface PasswordsBench extends PageBench, PasswordsSize {
  bulkhead: Measured;
  signIn: SignInSeed;
}

/**
 * Half of what the server can do is asked of it at a steady pace; people sign in beside that, at a steady pace too. Turns
 * are short and many, and what the server can do is measured anew before each round: a neighbour on the machine who comes
 * or goes then changes few rounds, and all in one the same.
 */
export async function measurePasswords(bench: PasswordsBench): Promise<PasswordsResult> {
  const row = PAGE_ROWS.find(({ name }) => name === "page");
  if (!row) throw new Error("there is no page to measure");
  const { bulkhead, load, tenants, warmUpMs, passwordRounds, passwordTurnMs, signInMs } = bench;
  const { port } = bulkhead;
  const job = { port, requests: tenants.map(row.request), minBytes: row.minBytes };
  const pagesPerSecond = async (forMs: number) => {
    const { answered, seconds } = await load.run({ ...job, shares: undefined, connections: 16, seed: 1, forMs });
    return answered / seconds;
  };
  const result: PasswordsResult = {
    capacities: [],
    pages: { nothing: [], hashing: [], "sign-ins": [] },
    beside: { nothing: [], hashing: [], "sign-ins": [] },
    signIns: { alone: [], besidePages: [] },
  };
  const client = await startOpenLoad();
  const passwords = createPasswords({ log: createLog({ level: "warn", destination: process.stderr }) });
  const doOne: Record<Beside, () => Promise<unknown>> = {
    nothing: async () => undefined,
    hashing: () => passwords.verify(bench.signIn.passwordHash, bench.signIn.password),
    "sign-ins": async () => result.signIns.besidePages.push(await signInOnce(port, bench.signIn)),
  };
  try {
    await pagesPerSecond(0);
    const warm = await pagesPerSecond(warmUpMs);
    for (const beside of BESIDE) await doOne[beside]();
    result.signIns.besidePages = [];
    const alone = atPace(async () => result.signIns.alone.push(await signInOnce(port, bench.signIn)));
    await wait(signInMs);
    await alone.stop();
    await client.run({ ...job, perSecond: warm / 2, forMs: warmUpMs });
    const order = [...BESIDE];
    for (let round = 0; round < passwordRounds; round++) {
      const capacity = await pagesPerSecond(CAPACITY_MS);
      result.capacities.push(capacity);
      for (const beside of order) {
        const people = atPace(doOne[beside]);
        const { latenciesMs, failed, failure } = await client.run({
          ...job,
          perSecond: capacity / 2,
          forMs: passwordTurnMs,
        });
        result.beside[beside].push(...(await people.stop()));
        if (failed > 0) throw new Error(`${failed} of ${latenciesMs.length} pages were wrong, the first:\n${failure}`);
        result.pages[beside].push(latenciesMs);
      }
      order.push(...order.splice(0, 1));
    }
  } finally {
    client.stop();
    await passwords.stop();
  }
  return result;
}

/** Does something PER_SECOND times a second until stopped, without waiting for it; answers how long each took. */
function atPace(doOne: () => Promise<unknown>) {
  const running: Promise<number>[] = [];
  const begin = async () => {
    const begun = performance.now();
    await doOne();
    return performance.now() - begun;
  };
  const timer = setInterval(() => {
    const one = begin();
    // Whoever stops this hears of it.
    one.catch(() => undefined);
    running.push(one);
  }, 1_000 / PER_SECOND);
  return {
    stop() {
      clearInterval(timer);
      return Promise.all(running);
    },
  };
}
