import type { ExportResult } from "./exports.ts";
import { type ImportBesideResult, PAGES_SHARE, WHILE, type While } from "./import-beside.ts";
import type { LargeResult } from "./import-large.ts";
import type { ImportResult } from "./imports.ts";
import { formatTable, median, quantile, thousands } from "./table.ts";

const MEMORY_TARGET_MB = 200;
const IMPORT_TARGET = 0.35;
const BESIDE_TARGET = 1.3;
/** What garbage that waits to be collected may make between two thirds of the same work. */
const FLAT_WITHIN_MB = 50;

const two = (value: number) => value.toFixed(2);
const met = (is: boolean) => (is ? "met" : "missed");
const mebibytes = (bytes: number) => bytes / (1 << 20);

export function printImports(results: readonly ImportResult[]): void {
  const rows = [
    [
      "import",
      "MB",
      "COPY rows/s",
      "Bulkhead rows/s",
      "ratio",
      "target",
      "verdict",
      "to a bare table",
      "upload s",
      "CPU µs/row",
      "memory MB",
      "limit",
      "verdict",
    ],
  ];
  for (const one of results) {
    const perSecond = one.rows / one.seconds;
    const ratio = one.copy.indexedSeconds / one.seconds;
    const megabytes = mebibytes(one.memoryGrowthBytes);
    rows.push([
      `${thousands(one.rows)} rows, ${one.title}`,
      (one.bytes / 1e6).toFixed(0),
      thousands(one.rows / one.copy.indexedSeconds),
      thousands(perSecond),
      two(ratio),
      two(IMPORT_TARGET),
      met(ratio >= IMPORT_TARGET),
      two(one.copy.bareSeconds / one.seconds),
      one.uploadSeconds.toFixed(1),
      one.serverMicrosecondsPerRow.toFixed(1),
      megabytes.toFixed(0),
      String(MEMORY_TARGET_MB),
      met(megabytes < MEMORY_TARGET_MB),
    ]);
  }
  console.log(
    `\nImports: five columns, one of them quoted; COPY of the same rows, shaped, into the same indexes without protection\n\n${formatTable(rows)}`,
  );
}

export function printLargeImports(results: readonly LargeResult[]): void {
  const rows = results.map((one) => {
    const [upload = 0, ...thirds] = [one.growthBytes.upload, ...one.growthBytes.thirds].map(mebibytes);
    const isFlat = Math.max(...thirds) - (thirds[0] ?? 0) <= FLAT_WITHIN_MB;
    return [
      `${(one.textBytes / 1e9).toFixed(2)} GB, ${one.title}`,
      thousands(one.rows),
      (one.sentBytes / 1e9).toFixed(2),
      one.uploadSeconds.toFixed(1),
      one.seconds.toFixed(0),
      thousands(one.rows / one.seconds),
      one.serverMicrosecondsPerRow.toFixed(1),
      upload.toFixed(0),
      ...thirds.map((most) => most.toFixed(0)),
      isFlat ? "flat" : "grows",
      met(Math.max(upload, ...thirds) < MEMORY_TARGET_MB && isFlat),
    ];
  });
  const heading = [
    ...["CSV", "rows", "GB sent", "upload s", "work s", "rows/s", "CPU µs/row"],
    ...["memory MB: upload", "first third", "second", "last", "", `under ${MEMORY_TARGET_MB}`],
  ];
  console.log(`\nLarge imports: memory above what the process held before\n\n${formatTable([heading, ...rows])}`);
}

export function printImportBeside(results: readonly ImportBesideResult[]): void {
  const heading = ["another's import", "p50 ms", "p99 ms", "of all", "ratio", "of pairs", "its rows/s", "verdict"];
  for (const { title, capacities, pages, rowsPerSecond } of results) {
    const p99Of = (name: While) => pages[name].map((turn) => quantile(turn, 0.99));
    const alone = p99Of("nothing");
    const rows = WHILE.map((name) => {
      const measured = [
        median(pages[name].map((turn) => quantile(turn, 0.5))).toFixed(1),
        median(p99Of(name)).toFixed(1),
        quantile(pages[name].flat(), 0.99).toFixed(1),
      ];
      if (name === "nothing") return ["none", ...measured, "", "", "", ""];
      const ratio = median(p99Of(name)) / median(alone);
      const pairs = p99Of(name).map((p99, round) => p99 / (alone[round] ?? Number.NaN));
      const speed = thousands(median(rowsPerSecond[name]));
      return [name, ...measured, two(ratio), two(median(pairs)), speed, met(ratio <= BESIDE_TARGET)];
    });
    const capacity = median(capacities);
    console.log(
      `\n50 rows, one subgraph, ${title}: ${thousands(capacity * PAGES_SHARE)}/s in an open loop, of ${thousands(capacity)}/s that it answers; p99 at most ${BESIDE_TARGET} of that without an import\n\n${formatTable([heading, ...rows])}`,
    );
  }
}

export function printExports(results: readonly ExportResult[]): void {
  const rows = results.map((one) => [
    one.format,
    thousands(one.records),
    (one.bytes / 1e6).toFixed(0),
    thousands(one.records / one.copySeconds),
    thousands(one.records / one.seconds),
    two(one.copySeconds / one.seconds),
    one.serverMicrosecondsPerRecord.toFixed(1),
    (one.bytes / 1e6 / one.fetchSeconds).toFixed(0),
    mebibytes(one.memoryGrowthBytes.write).toFixed(0),
    mebibytes(one.memoryGrowthBytes.fetch).toFixed(0),
  ]);
  const heading = [
    ...["export", "records", "MB", "COPY records/s", "Bulkhead records/s", "ratio", "CPU µs/record"],
    ...["fetched MB/s", "memory MB: write", "fetch"],
  ];
  console.log(
    `\nExports: five fields; COPY of the same data out of the database, unprotected and thrown away\n\n${formatTable([heading, ...rows])}`,
  );
}
