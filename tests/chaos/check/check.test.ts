import { expect, test } from "vitest";
import type { Asked, DeliveryEntry, Entry } from "../history.ts";
import { check } from "./check.ts";
import { DEADLINE_MS, MARGIN_MS, READY_MS } from "./conduct.ts";
import type { Evidence } from "./evidence.ts";
import { soundRun } from "./example.ts";

/** The rules that a spoiled run breaks, each once. */
function broken(spoil: (run: { entries: Entry[]; evidence: Evidence }) => void): string[] {
  const run = soundRun();
  spoil(run);
  return [...new Set(check(run.entries, run.evidence).map(({ rule }) => rule))].sort();
}

const changeOf = (entries: Entry[], mark: string) => {
  const found = entries.find((entry) => entry.type === "change" && entry.mark === mark);
  if (found?.type !== "change") throw new Error(`there is no ${mark}`);
  return found;
};
const deliveriesOf = (entries: Entry[]) =>
  entries.filter((entry): entry is DeliveryEntry => entry.type === "delivery" && entry.collection === "ledger");
const askedOf = (entries: Entry[], type: Entry["type"]): Asked => {
  const found = entries.find((entry) => entry.type === type);
  if (!found || !("asked" in found)) throw new Error(`nobody asked for a ${type}`);
  return found.asked;
};
const remove = <T>(list: T[], which: (item: T) => boolean) => list.splice(list.findIndex(which), 1);
const ofRecord = (id: string) => (row: { id: string }) => row.id === id;

test("a run in which everything went well passes", () => {
  expect(broken(() => undefined)).toEqual([]);
});

test("an acknowledged change that left nothing behind is found", () => {
  const rules = broken(({ evidence }) => {
    remove(evidence.events, ({ mark }) => mark === "create-3");
    remove(evidence.events, ({ type }) => type === "record.deleted");
    evidence.audits = evidence.audits.filter(({ target }) => target !== "rec_3");
  });
  expect(rules).toContain("nothing acknowledged is lost");
});

test("an acknowledged change whose row went back to an older version is found", () => {
  const rules = broken(({ evidence }) => Object.assign(evidence.records[1] ?? {}, { version: 2, mark: "update-1" }));
  expect(rules).toEqual(["rows as the events say"]);
});

test("an acknowledged record that is not there is found", () => {
  expect(broken(({ evidence }) => remove(evidence.records, ofRecord("rec_1")))).toEqual(["rows as the events say"]);
});

test("a deleted record that came back is found", () => {
  const rules = broken(({ evidence }) => {
    evidence.records.push({ ...evidence.records[0], id: "rec_3" } as Evidence["records"][0]);
  });
  expect(rules).toEqual(["rows as the events say"]);
});

test("a row without any event is found", () => {
  const rules = broken(({ evidence }) => {
    evidence.records.push({ ...evidence.records[0], id: "rec_9" } as Evidence["records"][0]);
  });
  expect(rules).toEqual(["no change without an event"]);
});

test("an event that is there twice is found", () => {
  const rules = broken(({ evidence }) => {
    evidence.events.splice(3, 0, { ...evidence.events[2] } as Evidence["events"][0]);
  });
  expect(rules).toEqual(expect.arrayContaining(["one event for a change", "versions in commit order"]));
});

test("an event of a change that nobody asked for is found", () => {
  const rules = broken(({ entries }) => remove(entries, (entry) => entry === changeOf(entries, "update-2")));
  expect(rules).toEqual(["no event without a change"]);
});

test("a change that was refused and happened all the same is found", () => {
  const rules = broken(({ entries }) => {
    changeOf(entries, "update-1").asked.outcome = "refused";
  });
  expect(rules).toEqual(["nothing refused has happened"]);
});

test("a doubtful change that happened by half is found: an event without its audit entry", () => {
  const rules = broken(({ evidence }) => remove(evidence.audits, ({ version }) => version === 3));
  expect(rules).toEqual(["one audit entry for a change"]);
});

test("an audit entry that is there twice, or without a change, is found", () => {
  const twice = broken(({ evidence }) => evidence.audits.push({ ...evidence.audits[2] } as Evidence["audits"][0]));
  expect(twice).toEqual(["one audit entry for a change"]);
  const alone = broken(({ evidence }) => {
    evidence.audits.push({ ...evidence.audits[0], target: "rec_9" } as Evidence["audits"][0]);
  });
  expect(alone).toEqual(["no audit entry without a change"]);
});

test("a subscriber that missed a change is found, also one that missed all", () => {
  const one = broken(({ entries }) => remove(entries, (entry) => entry === deliveriesOf(entries)[1]));
  expect(one).toEqual(["every change once and in order"]);
  const last = broken(({ entries }) => remove(entries, (entry) => entry === deliveriesOf(entries).at(-1)));
  expect(last).toEqual(["every change once and in order"]);
  const all = broken(({ entries }) => {
    for (const delivery of deliveriesOf(entries)) remove(entries, (entry) => entry === delivery);
  });
  expect(all).toEqual(["every change once and in order"]);
});

test("a subscriber that heard something twice, or in another order, is found", () => {
  const twice = broken(({ entries }) => {
    const [first] = deliveriesOf(entries);
    if (first) entries.splice(entries.indexOf(first), 0, { ...first });
  });
  expect(twice).toEqual(["every change once and in order"]);
  const reordered = broken(({ entries }) => {
    const [first, second] = deliveriesOf(entries);
    if (!first || !second) throw new Error("there are no two");
    const [at, other] = [entries.indexOf(first), entries.indexOf(second)];
    [entries[at], entries[other]] = [second, first];
  });
  expect(reordered).toEqual(["every change once and in order"]);
});

test("another tenant's canary is found in an answer, an event, a row and a log", () => {
  const rule = "nobody sees another tenant's data";
  expect(broken(({ entries }) => askedOf(entries, "read").foreign.push("b"))).toEqual([rule]);
  expect(broken(({ entries }) => deliveriesOf(entries)[0]?.foreign.push("b"))).toEqual([rule]);
  expect(broken(({ evidence }) => Object.assign(evidence.records[0] ?? {}, { canary: "canary-b" }))).toEqual([rule]);
  expect(broken(({ evidence }) => evidence.logged.push("refused canary-a"))).toEqual(["no tenant's data in a log"]);
});

test("an import is found that stored a row twice, lost one, never ended, or ran twice", () => {
  const stored = (change: object) => broken(({ evidence }) => Object.assign(evidence.imports[0] ?? {}, change));
  expect(stored({ records: 3 })).toEqual(["rows of an import exactly once"]);
  expect(stored({ records: 1, distinctRows: 1 })).toEqual(["rows of an import exactly once"]);
  expect(stored({ rejections: 0 })).toEqual(["rows of an import exactly once"]);
  expect(stored({ status: "RUNNING" })).toEqual(["imports end as their file says"]);
  expect(stored({ rowsStored: 1, records: 1, distinctRows: 1 })).toContain("imports end as their file says");
  expect(broken(({ evidence }) => remove(evidence.imports, () => true))).toContain("nothing acknowledged is lost");
  const twice = broken(({ evidence }) => {
    evidence.imports.push({ ...evidence.imports[0], id: "imp_2" } as Evidence["imports"][0]);
  });
  expect(twice).toContain("one import for a file");
  const overlapping = broken(({ evidence }) => {
    const batch = evidence.events.find(({ type }) => type === "records.imported");
    Object.assign(batch ?? {}, { count: 1 });
    evidence.events.push({ ...batch, firstRow: 2, lastRow: 2 } as Evidence["events"][0]);
  });
  expect(overlapping).toContain("one event for a batch");
});

test("a revoked key that works too long is found, and an outage excuses it within its bound only", () => {
  const used = (at: number, outage: boolean) =>
    broken(({ entries }) => {
      const last = entries.filter((entry) => entry.type === "key").at(-1);
      Object.assign(last?.asked ?? {}, { at, outcome: "acknowledged", code: null });
      if (outage) Object.assign(entries.at(-1) ?? {}, { at: 600, healedAt: 9_000, readyAt: 9_000 });
    });
  const rule = ["a revoked key works nowhere"];
  expect(used(1_500, false)).toEqual([]);
  expect(used(1_600, false)).toEqual(rule);
  expect(used(5_000, true)).toEqual([]);
  expect(used(8_000, true)).toEqual(rule);
});

test("a request that hangs is found, unless its own gateway was out of reach", () => {
  const rule = ["no request hangs past its deadline"];
  const hang = (unreachable: string[], losesAnswers = false, ms = DEADLINE_MS + MARGIN_MS + 500) =>
    broken(({ entries }) => {
      Object.assign(askedOf(entries, "read"), { at: 2_000, ms });
      Object.assign(entries.at(-1) ?? {}, { unreachable, losesAnswers });
    });
  expect(hang([])).toEqual(rule);
  expect(hang(["gateway-2"])).toEqual(rule);
  expect(hang(["gateway-1"])).toEqual([]);
  expect(hang(["gateway-1"], false, 40_000)).toEqual(rule);
  expect(hang(["gateway-1"], true, 40_000)).toEqual([]);
  expect(hang([], true, 40_000)).toEqual(rule);
});

test("a stale read, an unforeseen error, a process that died, an uncaught error and a slow recovery are found", () => {
  const stale = broken(({ entries }) => {
    for (const entry of entries) if (entry.type === "read") entry.stale = "rec_1 is not there";
  });
  expect(stale).toEqual(["reads know what was acknowledged"]);
  const unforeseen = broken(({ entries }) => {
    askedOf(entries, "read").code = "INTERNAL_SERVER_ERROR";
  });
  expect(unforeseen).toEqual(["every failure is foreseen"]);
  expect(broken(({ evidence }) => evidence.exits.push("data-1 ended"))).toEqual(["no process ends by itself"]);
  const uncaught = broken(({ evidence }) => evidence.logged.push("Uncaught Error: read ECONNRESET"));
  expect(uncaught).toEqual(["nothing is uncaught"]);
  const slow = (readyAt: number | null) => broken(({ entries }) => Object.assign(entries.at(-1) ?? {}, { readyAt }));
  expect(slow(null)).toEqual(["everything works again in time"]);
  expect(slow(3_001 + READY_MS)).toEqual(["everything works again in time"]);
});
