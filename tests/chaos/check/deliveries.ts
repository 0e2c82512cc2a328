import type { DeliveryEntry, Entry } from "../history.ts";
import type { Evidence, StoredEvent, StoredRecord } from "./evidence.ts";
import { type Finding, groupBy } from "./finding.ts";

const KINDS: Record<string, string> = {
  "record.created": "CREATED",
  "record.updated": "UPDATED",
  "record.deleted": "DELETED",
};

/** Every subscriber has received every change after its beginning, once and in commit order. */
export function checkDeliveries(entries: readonly Entry[], evidence: Evidence): Finding[] {
  const received = groupBy(
    entries.filter((entry) => entry.type === "delivery"),
    ({ subscriber }) => subscriber,
  );
  const starts = entries.filter((entry) => entry.type === "start");
  return starts.flatMap(({ subscriber, tenant, collection, recordId }) => {
    const wanted = expectedChanges(evidence, tenant, collection, recordId);
    const finding = compare(subscriber, wanted, (received.get(subscriber) ?? []).map(lineOfDelivery));
    return finding ? [finding] : [];
  });
}

/** The changes of a collection after a tenant's start, as the outbox has them. */
export function expectedChanges(
  { events, records }: Evidence,
  tenant: string,
  collection: string,
  start: string,
): string[] {
  const own = events.filter((event) => event.tenant === tenant);
  const begin = own.findIndex(({ type, about }) => type === "record.created" && about === start);
  const rows = groupBy(
    records.filter(({ importId }) => importId !== null),
    ({ importId }) => String(importId),
  );
  return own
    .slice(begin + 1)
    .filter((event) => event.collection === collection)
    .flatMap((event) =>
      event.type === "records.imported" ? linesOfBatch(event, rows.get(event.about) ?? []) : lineOfEvent(event),
    );
}

function lineOfEvent({ type, about, version, mark }: StoredEvent): string[] {
  const kind = KINDS[type];
  if (kind === undefined) return [];
  return [kind === "DELETED" ? `${kind} ${about}` : `${kind} ${about} ${version} ${mark}`];
}

function linesOfBatch({ firstRow, lastRow }: StoredEvent, rows: readonly StoredRecord[]): string[] {
  return rows
    .filter(({ importRow }) => (importRow ?? -1) >= (firstRow ?? 0) && (importRow ?? -1) <= (lastRow ?? 0))
    .map(({ id, version, mark }) => `CREATED ${id} ${version} ${mark}`);
}

function lineOfDelivery({ kind, recordId, version, mark }: DeliveryEntry): string {
  return kind === "DELETED" ? `${kind} ${recordId}` : `${kind} ${recordId} ${version} ${mark}`;
}

function compare(subscriber: string, wanted: readonly string[], received: readonly string[]): Finding | undefined {
  const at = wanted.findIndex((line, index) => line !== received[index]);
  if (at === -1 && wanted.length === received.length) return undefined;
  const first = at === -1 ? wanted.length : at;
  const seen = new Set(received);
  const missing = wanted.filter((line) => !seen.has(line));
  return {
    rule: "every change once and in order",
    what:
      `${subscriber}: ${received.length} of ${wanted.length} changes, ${missing.length} missing, ` +
      `${received.length - seen.size} repeated; number ${first + 1} should be "${wanted[first] ?? "none"}" ` +
      `and is "${received[first] ?? "none"}"`,
  };
}
