import { parseArgs } from "node:util";

export const ROW_NAMES = [
  "page",
  "page-rest",
  "page-filtered",
  "page-zipf",
  "join",
  "import",
  "mutation",
  "blobs",
  "start",
] as const;
export type RowName = (typeof ROW_NAMES)[number];

export interface BenchOptions {
  tenants: number;
  recordsPerTenant: number;
  /** Length of one measurement. */
  roundMs: number;
  warmUpMs: number;
  rounds: number;
  importRows: number;
  blobMegabytes: number;
  rows: ReadonlySet<RowName>;
  /** Where to leave `--cpu-prof` files of both servers; measure without it. */
  profileDir: string | undefined;
}

/** What `pnpm bench` measures: everything at full size, or less when asked. Throws on an option it does not know. */
export function readOptions(argv: string[]): BenchOptions {
  const { values } = parseArgs({
    args: argv.filter((one) => one !== "--"),
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      profile: { type: "string" },
    },
  });
  const wanted = values.only.flatMap((list) => list.split(","));
  const unknown = wanted.find((name) => !(ROW_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`there is no row "${unknown}"; there are ${ROW_NAMES.join(", ")}`);
  const rows = new Set((wanted.length > 0 ? wanted : ROW_NAMES) as readonly RowName[]);
  const size = values.quick
    ? { tenants: 100, roundMs: 1_000, warmUpMs: 1_000, importRows: 100_000, blobMegabytes: 64 }
    : { tenants: 1_000, roundMs: 5_000, warmUpMs: 5_000, importRows: 1_000_000, blobMegabytes: 1_024 };
  return { ...size, recordsPerTenant: 500, rounds: 3, rows, profileDir: values.profile };
}
