import type { Asked, Entry, FaultEntry } from "../history.ts";
import type { Evidence } from "./evidence.ts";
import type { Finding } from "./finding.ts";

/** No request may take longer, whatever is broken behind the gateway. */
export const DEADLINE_MS = 12_000;
/** What the machine under test, which also runs the storm, may add to it. */
export const MARGIN_MS = 4_000;
/**
 * Once a fault is undone everything works again within this time; most of it is a process that starts on a busy
 * machine.
 */
export const READY_MS = 60_000;
/** A revoked key works nowhere after this time while news gets through … */
export const REVOKED_MS = 1_000;
/** … and nowhere after this time more when it does not: an instance without news refuses everything. */
export const STALE_MS = 5_000;

function askedOf(entry: Entry): Asked | undefined {
  return "asked" in entry ? entry.asked : undefined;
}

/** Nobody saw another tenant's canary, in an answer, in an event, in a log, or where it is kept. */
export function checkCanaries(entries: readonly Entry[], { records, tenants, logged }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const rule = "nobody sees another tenant's data";
  for (const entry of entries) {
    const foreign = "foreign" in entry ? entry.foreign : (askedOf(entry)?.foreign ?? []);
    if (foreign.length > 0) findings.push({ rule, what: `${foreign.join(", ")} in ${JSON.stringify(entry)}` });
  }
  const canaries = new Map(tenants.map(({ slug, canary }) => [slug, canary]));
  for (const { tenant, canary, id } of records)
    if (canary !== canaries.get(tenant)) findings.push({ rule, what: `${id} of ${tenant} holds ${canary}` });
  for (const line of logged)
    if (tenants.some(({ canary }) => line.includes(canary)))
      findings.push({ rule: "no tenant's data in a log", what: line });
  return findings;
}

/** No request hangs past its deadline, except while its gateway itself was stopped or out of reach. */
export function checkDeadlines(entries: readonly Entry[]): Finding[] {
  const faults = entries.filter((entry) => entry.type === "fault");
  return entries.flatMap((entry) => {
    const asked = askedOf(entry);
    if (!asked) return [];
    const ms = asked.ms - excused(asked, faults);
    if (ms <= DEADLINE_MS + MARGIN_MS) return [];
    const what = `${Math.round(ms)} ms at ${asked.gateway} from ${Math.round(asked.at)} ms on: ${JSON.stringify(entry)}`;
    return [{ rule: "no request hangs past its deadline", what }];
  });
}

function excused({ at, ms, gateway }: Asked, faults: readonly FaultEntry[]): number {
  const its = faults.filter(({ unreachable }) => unreachable.includes(gateway));
  return its.reduce((sum, fault) => {
    const during = overlap(at, at + ms, fault.at, fault.healedAt);
    return during > 0 && fault.losesAnswers ? Number.POSITIVE_INFINITY : sum + during;
  }, 0);
}

function overlap(from: number, to: number, otherFrom: number, otherTo: number): number {
  return Math.max(0, Math.min(to, otherTo) - Math.max(from, otherFrom));
}

/**
 * A revoked key works nowhere a second later, plus what an outage in that time kept the news away, within its bound.
 */
export function checkKeys(entries: readonly Entry[]): Finding[] {
  const keys = entries.filter((entry) => entry.type === "key");
  const faults = entries.filter((entry) => entry.type === "fault");
  const revoked = new Map(
    keys
      .filter(({ step, asked }) => step === "revoke" && asked.outcome === "acknowledged")
      .map(({ keyId, asked }) => [keyId, asked.at + asked.ms]),
  );
  return keys.flatMap(({ step, keyId, asked }) => {
    const since = revoked.get(keyId);
    if (step !== "use" || asked.outcome !== "acknowledged" || since === undefined) return [];
    const outage = faults.reduce(
      (sum, fault) => sum + overlap(since, asked.at, fault.at, fault.readyAt ?? Infinity),
      0,
    );
    const late = asked.at - since;
    if (late <= REVOKED_MS + Math.min(outage, STALE_MS)) return [];
    const what = `${keyId} worked at ${asked.gateway} ${Math.round(late)} ms after its revocation, ${Math.round(outage)} ms of them disturbed`;
    return [{ rule: "a revoked key works nowhere", what }];
  });
}

/** Reads know what was acknowledged before them. */
export function checkReads(entries: readonly Entry[]): Finding[] {
  return entries.flatMap((entry) =>
    entry.type === "read" && entry.stale !== null
      ? [{ rule: "reads know what was acknowledged", what: `${entry.stale} (${entry.asked.gateway})` }]
      : [],
  );
}

/** Every refusal has a documented reason; INTERNAL_SERVER_ERROR is for what nobody foresaw. */
export function checkForeseen(entries: readonly Entry[]): Finding[] {
  return entries.flatMap((entry) =>
    askedOf(entry)?.code === "INTERNAL_SERVER_ERROR" ||
    (entry.type === "socket" && entry.ended.includes("INTERNAL_SERVER_ERROR"))
      ? [{ rule: "every failure is foreseen", what: JSON.stringify(entry) }]
      : [],
  );
}

const UNCAUGHT = /uncaught|unhandled(?:Rejection| promise)|ERR_UNHANDLED|triggerUncaughtException|"level":"fatal"/i;

/** No process dies of a lost connection, or of anything but our kill. */
export function checkProcesses({ logged, exits }: Evidence): Finding[] {
  return [
    ...exits.map((what) => ({ rule: "no process ends by itself", what })),
    ...logged.filter((line) => UNCAUGHT.test(line)).map((what) => ({ rule: "nothing is uncaught", what })),
  ];
}

export function checkRecovery(entries: readonly Entry[]): Finding[] {
  return entries.flatMap((entry) =>
    entry.type === "fault" && (entry.readyAt === null || entry.readyAt - entry.healedAt > READY_MS)
      ? [
          {
            rule: "everything works again in time",
            what: `${entry.kind} (${entry.victim}) at ${Math.round(entry.at)} ms`,
          },
        ]
      : [],
  );
}
