import { type Database, queryOutsideTenants } from "./database.ts";
import type { Feed } from "./feed.ts";

/** Whether a process should be sent work. A check that passes says `ok`, perhaps with a remark behind it. */
export interface Readiness {
  ok: boolean;
  checks: Record<string, string>;
}

/** Answers `ok…`, or why this process should be sent no work; a rejection counts as a reason too. */
export type Check = () => string | Promise<string>;

/** News older than this is no state to begin work in, even though every decision then reads the database. */
export const MAX_READY_LAG_MS = 5_000;
const PATIENCE_MS = 2_000;

/** Asks every check at the same time. One that takes longer than two seconds has failed. */
export async function askReadiness(checks: Record<string, Check>): Promise<Readiness> {
  const names = Object.keys(checks);
  const answers = await Promise.all(Object.values(checks).map(ask));
  return {
    ok: answers.every(passes),
    checks: Object.fromEntries(names.map((name, at) => [name, answers[at] ?? ""])),
  };
}

export function passes(answer: string): boolean {
  return answer === "ok" || answer.startsWith("ok,");
}

async function ask(check: Check): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, "no answer within two seconds");
  });
  const answer = (async () => await check())().catch(() => "it failed; the log has the cause");
  const first = await Promise.race([answer, late]);
  clearTimeout(timer);
  return first;
}

/** Whether the database answers this role. */
export function databaseCheck(db: Database): Check {
  return () =>
    queryOutsideTenants(db, { text: "select 1" }).then(
      () => "ok",
      () => "the database does not answer",
    );
}

/** How old the news of changes is. While it is too old, answers are right but slower, and subscribers get nothing. */
export function feedCheck(feed: Pick<Feed, "lagMs">, maxLagMs = MAX_READY_LAG_MS): Check {
  return () => {
    const lag = feed.lagMs();
    const seconds = Number.isFinite(lag) ? `${(lag / 1_000).toFixed(1)} s behind` : "never read";
    return lag <= maxLagMs ? `ok, ${seconds}` : `${seconds}: the outbox cannot be read, or a transaction holds it back`;
  };
}
