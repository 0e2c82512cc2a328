import { setTimeout as sleep } from "node:timers/promises";
import type { FaultEntry } from "../history.ts";
import { createRecord } from "../storm/change-record.ts";
import { askGraphql, type Storm } from "../storm/client.ts";
import type { Step } from "./schedule.ts";

/** After this time without everything working the nemesis goes on, and the checker has something to say. */
const GIVE_UP_MS = 90_000;

/** Strikes as the schedule says until the time is up, each time waiting until everything works again. */
export async function haunt(
  storm: Storm,
  schedule: Iterator<Step, never>,
  forMs: number,
  { say, signal }: { say(line: string): void; signal?: AbortSignal },
): Promise<void> {
  const { target, history } = storm;
  const skipped = new Set<string>();
  const until = history.now() + forMs;
  while (history.now() < until && !signal?.aborted) {
    const step = schedule.next().value;
    const { kind } = step.fault;
    const reason = step.fault.impossible?.(target);
    if (reason === undefined) await history.append(await strike(storm, step, say));
    else if (!skipped.has(kind)) say(`skipped: ${kind} needs what is not here: ${reason}`);
    skipped.add(reason === undefined ? "" : kind);
    await sleep(1);
  }
}

/** One fault from peace to peace. */
async function strike(storm: Storm, step: Step, say: (line: string) => void): Promise<FaultEntry> {
  const { target, history } = storm;
  const { fault, pauseMs, lengthMs, random } = step;
  const { kind } = fault;
  await sleep(pauseMs);
  const at = history.now();
  const { victim, unreachable = [], losesAnswers = false, heal } = await fault.strike(target, random);
  say(`${seconds(at)} ${kind}: ${victim}, for ${lengthMs} ms`);
  await sleep(lengthMs);
  await heal();
  const healedAt = history.now();
  const readyAt = await recovered(storm);
  const took =
    readyAt === null
      ? `not everything works ${GIVE_UP_MS} ms later`
      : `all works ${Math.round(readyAt - healedAt)} ms later`;
  say(`${seconds(healedAt)} ${kind}: healed, ${took}`);
  return { type: "fault", kind, victim, at, healedAt, readyAt, unreachable: [...unreachable], losesAnswers };
}

/**
 * When every process is ready and every gateway takes a write and joins a read across the rooms; null when not in
 * time.
 */
export async function recovered(storm: Storm): Promise<number | null> {
  const { target, history } = storm;
  const [tenant] = target.tenants;
  if (!tenant) throw new Error("there is no tenant to try with");
  const until = history.now() + GIVE_UP_MS;
  while (history.now() < until) {
    const works = async (gateway: string) => {
      const at = { tenant, gateway, patienceMs: 3_000 };
      const { asked: wrote } = await createRecord(storm, at, "graphql");
      const { asked: read } = await askGraphql(
        storm,
        at,
        "{ tenant { name } me { actor { name } } auditEvents(first: 1) { nodes { id } } }",
      );
      return [wrote, read].every(({ outcome, code }) => outcome === "acknowledged" && code === null);
    };
    if (await target.ready()) {
      const all = await Promise.all([...target.gateways.keys()].map(works));
      if (all.every(Boolean)) return history.now();
    }
    await sleep(100);
  }
  return null;
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1).padStart(6)} s`;
}
