import type { ChangeEntry, Entry } from "../history.ts";
import type { Evidence, StoredEvent, StoredRecord } from "./evidence.ts";
import { type Finding, groupBy } from "./finding.ts";

const KINDS: Record<string, ChangeEntry["kind"]> = {
  "record.created": "create",
  "record.updated": "update",
  "record.deleted": "delete",
};

/**
 * Every acknowledged change has happened, exactly once; a refused one has not; of a doubtful one either all is there or
 * nothing; and nothing has happened that nobody asked for. The outbox tells what happened, the rows what came of it.
 */
export function checkChanges(entries: readonly Entry[], { events, records }: Evidence): Finding[] {
  const changes = entries.filter((entry) => entry.type === "change");
  const recorded = events.filter(({ type }) => type in KINDS);
  return [...checkEntries(changes, recorded), ...checkUnasked(changes, recorded), ...checkRows(recorded, records)];
}

/** A deletion writes nothing it could be known by, but no version of a record is deleted twice. */
function keyOfEntry({ asked, kind, mark, recordId, version }: ChangeEntry): string {
  return `${asked.tenant} ${kind === "delete" ? `delete ${recordId} ${version}` : `${kind} ${mark}`}`;
}

function keyOfEvent({ tenant, type, about, version, mark }: StoredEvent): string {
  const kind = KINDS[type];
  return `${tenant} ${kind === "delete" ? `delete ${about} ${version}` : `${kind} ${mark}`}`;
}

function checkEntries(changes: readonly ChangeEntry[], events: readonly StoredEvent[]): Finding[] {
  const found = groupBy(events, keyOfEvent);
  const findings: Finding[] = [];
  for (const entry of changes) {
    const { asked, recordId, version } = entry;
    const its = found.get(keyOfEntry(entry)) ?? [];
    const name = `${keyOfEntry(entry)} (${asked.outcome}, ${asked.code}, ${asked.gateway} at ${Math.round(asked.at)} ms)`;
    if (its.length > 1) findings.push({ rule: "one event for a change", what: `${name} has ${its.length} events` });
    if (asked.outcome === "acknowledged" && its.length === 0)
      findings.push({ rule: "nothing acknowledged is lost", what: `${name} has not happened` });
    if (asked.outcome === "refused" && its.length > 0)
      findings.push({ rule: "nothing refused has happened", what: `${name} has happened` });
    const other = its.find((event) => (recordId !== null && event.about !== recordId) || event.version !== version);
    if (other)
      findings.push({
        rule: "one event for a change",
        what: `${name} became version ${other.version} of ${other.about}`,
      });
  }
  return findings;
}

function checkUnasked(changes: readonly ChangeEntry[], events: readonly StoredEvent[]): Finding[] {
  const asked = new Set(changes.map(keyOfEntry));
  return events
    .filter((event) => !asked.has(keyOfEvent(event)))
    .map((event) => ({ rule: "no event without a change", what: `${keyOfEvent(event)} was asked for by nobody` }));
}

/** A record's events, one after the other, lead exactly to its row. */
function checkRows(events: readonly StoredEvent[], records: readonly StoredRecord[]): Finding[] {
  const rows = new Map(records.filter(({ importId }) => importId === null).map((row) => [row.id, row]));
  const findings: Finding[] = [];
  for (const [id, its] of groupBy(events, ({ about }) => about)) {
    const row = rows.get(id);
    rows.delete(id);
    findings.push(...checkVersions(id, its));
    const last = its.at(-1);
    if (!last) continue;
    if (last.type === "record.deleted") {
      if (row) findings.push({ rule: "rows as the events say", what: `${id} was deleted and is there` });
    } else if (row?.version !== last.version || row?.mark !== last.mark) {
      const is = row ? `is version ${row.version} with ${row.mark}` : "is not there";
      findings.push({
        rule: "rows as the events say",
        what: `${id} ${is}; last: version ${last.version} with ${last.mark}`,
      });
    }
  }
  for (const id of rows.keys())
    findings.push({ rule: "no change without an event", what: `${id} is there without any event` });
  return findings;
}

function checkVersions(id: string, events: readonly StoredEvent[]): Finding[] {
  const versions = events.map(({ type, version }) => (type === "record.deleted" ? `-${version}` : `${version}`));
  const wanted = events.map(({ type }, at) => (type === "record.deleted" ? `-${at}` : `${at + 1}`));
  if (versions.join() === wanted.join()) return [];
  return [{ rule: "versions in commit order", what: `${id} went through ${versions.join(", ")}` }];
}
