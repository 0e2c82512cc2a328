import type { Entry, ImportEntry } from "../history.ts";
import type { Evidence, StoredEvent, StoredImport } from "./evidence.ts";
import { type Finding, groupBy } from "./finding.ts";

/** Each accepted file is worked off to its end, each right row is stored exactly once, and the counts say so. */
export function checkImports(entries: readonly Entry[], { imports, events }: Evidence): Finding[] {
  const files = entries.filter((entry) => entry.type === "import");
  const stored = groupBy(imports, ({ tenant, sha256 }) => `${tenant} ${sha256}`);
  const batches = groupBy(
    events.filter(({ type }) => type === "records.imported"),
    ({ about }) => about,
  );
  const findings: Finding[] = [];
  const fail = (rule: string, what: string) => findings.push({ rule, what });
  for (const file of files) {
    const { asked, mark, sha256, importId } = file;
    const its = stored.get(`${asked.tenant} ${sha256}`) ?? [];
    stored.delete(`${asked.tenant} ${sha256}`);
    const name = `${asked.tenant} ${mark} (${asked.outcome}, ${asked.code})`;
    if (its.length > 1) fail("one import for a file", `${name} was imported ${its.length} times`);
    if (asked.outcome === "refused" && its.length > 0) fail("nothing refused has happened", `${name} was imported`);
    if (asked.outcome === "acknowledged" && its[0]?.id !== importId)
      fail("nothing acknowledged is lost", `${name} is not there`);
    for (const one of its)
      findings.push(...checkResult(name, file, one), ...checkBatches(name, one, batches.get(one.id) ?? []));
  }
  for (const key of stored.keys()) fail("no import that nobody asked for", key);
  return findings;
}

function checkResult(name: string, { mode, goodRows, badRows }: ImportEntry, one: StoredImport): Finding[] {
  const all = mode === "partial" || badRows === 0;
  const wanted = { status: all ? "SUCCEEDED" : "FAILED", stored: all ? goodRows : 0, rejected: badRows };
  const is = { status: one.status, stored: one.rowsStored, rejected: one.rowsRejected };
  const findings: Finding[] = [];
  if (JSON.stringify(is) !== JSON.stringify(wanted))
    findings.push({
      rule: "imports end as their file says",
      what: `${name}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`,
    });
  if (one.records !== one.rowsStored || one.distinctRows !== one.rowsStored || one.rejections !== one.rowsRejected)
    findings.push({
      rule: "rows of an import exactly once",
      what: `${name}: status says ${one.rowsStored} and ${one.rowsRejected} rejected; there are ${one.records}, ${one.distinctRows} of them different, and ${one.rejections} rejections`,
    });
  return findings;
}

/** Batches follow one another without a gap in what they count. */
function checkBatches(name: string, { rowsStored }: StoredImport, batches: readonly StoredEvent[]): Finding[] {
  const counted = batches.reduce((sum, { count }) => sum + (count ?? 0), 0);
  const overlaps = batches.some((batch, at) => (batch.firstRow ?? 0) <= (batches[at - 1]?.lastRow ?? -1));
  if (counted === rowsStored && !overlaps) return [];
  const ranges = batches.map(({ firstRow, lastRow }) => `${firstRow}–${lastRow}`).join(", ");
  return [{ rule: "one event for a batch", what: `${name}: ${rowsStored} rows, events of ${counted}: ${ranges}` }];
}
