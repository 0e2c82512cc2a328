import { parseArgs } from "node:util";

export const ROW_NAMES = [
  "page",
  "page-rest",
  "page-cached",
  "page-filtered",
  "page-zipf",
  "join",
  "apart",
  "limits",
  "limiter",
  "access-token",
  "passwords",
  "tokens",
  "import",
  "import-large",
  "import-beside",
  "export",
  "mutation",
  "relay",
  "jobs",
  "blobs",
  "tenants",
  "scale",
  "realtime",
  "start",
] as const;
export type RowName = (typeof ROW_NAMES)[number];

/** What takes longer than all the rest together: at full size it is measured when it is asked for by name. */
const LONG_ROWS: ReadonlySet<RowName> = new Set(["import-large"]);

export interface BenchOptions {
  tenants: number;
  recordsPerTenant: number;
  /** Length of one measurement. */
  roundMs: number;
  warmUpMs: number;
  rounds: number;
  /** How long processes are watched that have nothing to do. */
  idleMs: number;
  importRows: number;
  importLarge: ImportLargeSize;
  importBeside: ImportBesideSize;
  exportRecords: number;
  blobMegabytes: number;
  blobRounds: number;
  relay: RelaySize;
  jobs: JobsSize;
  limiter: LimiterSize;
  passwords: PasswordsSize;
  tokens: TokensSize;
  tenantScale: TenantsSize;
  recordScale: ScaleSize;
  realtime: RealtimeSize;
  rows: ReadonlySet<RowName>;
  /** Where to leave `--cpu-prof` files of both servers; measure without it. */
  profileDir: string | undefined;
}

export interface ImportLargeSize {
  /** Of CSV, checked only. */
  dryRunMegabytes: number;
  /** Of CSV, stored. */
  storedMegabytes: number;
}

export interface ImportBesideSize {
  besideRounds: number;
  /** How long pages are asked for with one thing beside them. */
  besideTurnMs: number;
  /** Of the file; one that is imported sooner than the rounds end is imported again. */
  besideMegabytes: number;
}

export interface RelaySize {
  /** How long events are written at a steady pace. */
  activeMs: number;
  /** How often the leader is ended in each way. */
  takeovers: number;
}

export interface JobsSize {
  /** Jobs enqueued one at a time, and all at once. */
  pickUps: number;
  jobs: number;
}

export interface LimiterSize {
  rounds: number;
  /** Calls of the cheapest kind in a round; dearer ones are called less often. */
  calls: number;
  /** How long answers over sockets are counted in a round. */
  answersMs: number;
}

export interface PasswordsSize {
  passwordRounds: number;
  /** How long pages are asked for with one thing beside them. */
  passwordTurnMs: number;
  /** How long people sign in with nothing else going on. */
  signInMs: number;
}

export interface TokensSize {
  tokenRounds: number;
  tokenRoundMs: number;
}

export interface TenantsSize {
  fewTenants: number;
  manyTenants: number;
  /** Of each tenant. */
  members: number;
  /** How often each thing is done in both. */
  turns: number;
}

/** Two installations whose tenants have sizes after Zipf, the largest as many records in both. */
export interface ScaleSize {
  small: { tenants: number; records: number };
  large: { tenants: number; records: number };
  largest: number;
  /** How often each question is put to each tenant of both. */
  turns: number;
}

export interface RealtimeSize {
  realtimeTenants: number;
  steadyMs: number;
  /** Of each step of the search. */
  fanOutMs: number;
  maxSockets: number;
}

const FULL = {
  tenants: 1_000,
  roundMs: 5_000,
  warmUpMs: 5_000,
  idleMs: 10_000,
  importRows: 1_000_000,
  importLarge: { dryRunMegabytes: 10_000, storedMegabytes: 1_000 },
  importBeside: { besideRounds: 12, besideTurnMs: 3_000, besideMegabytes: 300 },
  exportRecords: 1_000_000,
  blobMegabytes: 1_024,
  blobRounds: 3,
  relay: { activeMs: 15_000, takeovers: 3 },
  jobs: { pickUps: 200, jobs: 1_000 },
  limiter: { rounds: 7, calls: 1_000_000, answersMs: 5_000 },
  passwords: { passwordRounds: 24, passwordTurnMs: 2_000, signInMs: 60_000 },
  tokens: { tokenRounds: 5, tokenRoundMs: 5_000 },
  tenantScale: { fewTenants: 100, manyTenants: 100_000, members: 10, turns: 200 },
  recordScale: {
    small: { tenants: 1_000, records: 1_000_000 },
    large: { tenants: 10_000, records: 10_000_000 },
    largest: 300_000,
    turns: 200,
  },
  realtime: { realtimeTenants: 100, steadyMs: 20_000, fanOutMs: 5_000, maxSockets: 6_400 },
};
const QUICK = {
  tenants: 100,
  roundMs: 1_000,
  warmUpMs: 1_000,
  idleMs: 2_000,
  importRows: 100_000,
  importLarge: { dryRunMegabytes: 200, storedMegabytes: 20 },
  importBeside: { besideRounds: 3, besideTurnMs: 1_000, besideMegabytes: 50 },
  exportRecords: 100_000,
  blobMegabytes: 64,
  blobRounds: 1,
  relay: { activeMs: 3_000, takeovers: 1 },
  jobs: { pickUps: 40, jobs: 200 },
  limiter: { rounds: 3, calls: 200_000, answersMs: 500 },
  passwords: { passwordRounds: 5, passwordTurnMs: 1_000, signInMs: 10_000 },
  tokens: { tokenRounds: 3, tokenRoundMs: 2_000 },
  tenantScale: { fewTenants: 100, manyTenants: 5_000, members: 10, turns: 50 },
  recordScale: {
    small: { tenants: 100, records: 30_000 },
    large: { tenants: 1_000, records: 300_000 },
    largest: 3_000,
    turns: 60,
  },
  realtime: { realtimeTenants: 20, steadyMs: 5_000, fanOutMs: 2_000, maxSockets: 800 },
};

/** What `pnpm bench` measures: all but the longest at full size, or less when asked. Throws on an option it does not know. */
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
  const usual = ROW_NAMES.filter((name) => values.quick || !LONG_ROWS.has(name));
  const rows = new Set((wanted.length > 0 ? wanted : usual) as readonly RowName[]);
  const size = values.quick ? QUICK : FULL;
  return { ...size, recordsPerTenant: 500, rounds: 3, rows, profileDir: values.profile };
}
