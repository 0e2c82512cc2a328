import type { Finding } from "./check/finding.ts";
import { groupBy } from "./check/finding.ts";
import type { Entry } from "./history.ts";

/** What was done, how long each kind of fault took to get over, and every promise that was broken. */
export function report(entries: readonly Entry[], findings: readonly Finding[]): string {
  return [...traffic(entries), "", ...recoveries(entries), "", ...verdict(findings)].join("\n");
}

function traffic(entries: readonly Entry[]): string[] {
  const count = (type: Entry["type"]) => entries.filter((entry) => entry.type === type).length;
  const asked = entries.flatMap((entry) => ("asked" in entry ? [entry.asked] : []));
  const by = (outcome: string) => asked.filter((one) => one.outcome === outcome).length;
  const codes = [...groupBy(asked, ({ code }) => code ?? "no code")]
    .map(([code, its]) => `${code} ${its.length}`)
    .sort()
    .join(", ");
  const done = entries.filter((entry) => "asked" in entry && entry.asked.outcome === "acknowledged");
  const doneOf = (type: Entry["type"]) => done.filter((entry) => entry.type === type).length;
  const revoked = done.filter((entry) => entry.type === "key" && entry.step === "revoke").length;
  const slowest = Math.max(0, ...asked.map(({ ms }) => ms));
  return [
    `${asked.length} requests: ${by("acknowledged")} acknowledged, ${by("refused")} refused, ${by("maybe")} left open; slowest ${Math.round(slowest)} ms`,
    `${doneOf("change")} acknowledged changes, ${doneOf("import")} accepted imports, ${revoked} revoked keys, ${count("delivery")} deliveries, ${count("socket")} sockets ended`,
    codes,
  ];
}

function recoveries(entries: readonly Entry[]): string[] {
  const faults = entries.filter((entry) => entry.type === "fault");
  const lines = [...groupBy(faults, ({ kind }) => kind)].map(([kind, its]) => {
    const times = its.map(({ readyAt, healedAt }) => (readyAt === null ? Infinity : readyAt - healedAt));
    const sorted = times.sort((one, other) => one - other);
    const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    const worst = sorted.at(-1) ?? 0;
    return `| ${kind.padEnd(22)} | ${String(its.length).padStart(5)} | ${cell(median)} | ${cell(worst)} |`;
  });
  const head = `| ${"fault".padEnd(22)} | times | ${"median ms".padStart(9)} | ${"worst ms".padStart(9)} |`;
  return ["From the end of a fault until everything works again:", head, head.replace(/[^|]/g, "-"), ...lines.sort()];
}

const cell = (ms: number) => (Number.isFinite(ms) ? String(Math.round(ms)) : "never").padStart(9);

const SHOWN = 5;

function verdict(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ["Every promise was kept."];
  return [...groupBy(findings, ({ rule }) => rule)].flatMap(([rule, its]) => [
    `BROKEN: ${rule} (${its.length})`,
    ...its.slice(0, SHOWN).map(({ what }) => `  ${what.slice(0, 600)}`),
  ]);
}
