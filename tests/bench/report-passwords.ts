import { BESIDE, type Beside, type PasswordsResult, PER_SECOND } from "./passwords.ts";
import { formatTable, median, thousands } from "./table.ts";

const TITLES: Record<Beside, string> = {
  nothing: "nothing",
  hashing: `${PER_SECOND} hashes a second`,
  "sign-ins": `${PER_SECOND} sign-ins a second, pages and all`,
};
const TARGET = 1.2;
const SIGN_IN_P99_MS = 400;

export function printPasswords({ capacities, pages, beside, signIns }: PasswordsResult): void {
  const p99Of = (name: Beside) => pages[name].map((turn) => quantile(turn, 0.99));
  const alone = p99Of("nothing");
  const ratioOf = (name: Beside) => median(p99Of(name)) / median(alone);
  const rows = BESIDE.map((name) => {
    const pairs = p99Of(name).map((p99, round) => p99 / (alone[round] ?? Number.NaN));
    const measured = [
      median(pages[name].map((turn) => quantile(turn, 0.5))).toFixed(1),
      median(p99Of(name)).toFixed(1),
      quantile(pages[name].flat(), 0.99).toFixed(1),
    ];
    if (name === "nothing") return [TITLES[name], ...measured, "", "", "", ""];
    const own = [quantile(beside[name], 0.5), quantile(beside[name], 0.99)].map((ms) => ms.toFixed(0));
    return [TITLES[name], ...measured, ratioOf(name).toFixed(2), median(pairs).toFixed(2), ...own];
  });
  const heading = ["beside the pages", "p50 ms", "p99 ms", "of all", "ratio", "of pairs", "its own p50", "its p99"];
  const capacity = median(capacities);
  console.log(
    `\n50 rows, one subgraph, ${thousands(capacity / 2)}/s in an open loop: half of ${thousands(capacity)}/s`,
  );
  console.log(formatTable([heading, ...rows]));
  const ratio = ratioOf("hashing");
  console.log(
    `hashing: ${ratio.toFixed(2)} of the p99 without, target ${TARGET}: ${ratio <= TARGET ? "met" : "missed"}`,
  );
  printSignIns(signIns);
}

/** The POST of the password with all that it does, in an open loop: what a person waits for after pressing the button. */
function printSignIns({ alone, besidePages }: PasswordsResult["signIns"]): void {
  const rowOf = (title: string, values: number[]) => [
    title,
    thousands(values.length),
    ...[0.5, 0.95, 0.99, 1].map((share) => quantile(values, share).toFixed(0)),
  ];
  console.log(`\nsign-in itself: the POST of the password, ${PER_SECOND} a second in an open loop`);
  const heading = ["beside it", "sign-ins", "p50 ms", "p95 ms", "p99 ms", "longest"];
  console.log(formatTable([heading, rowOf("nothing", alone), rowOf("the pages", besidePages)]));
  const p99 = quantile(alone, 0.99);
  console.log(
    `sign-in: p99 ${p99.toFixed(0)} ms, target ${SIGN_IN_P99_MS} ms: ${p99 <= SIGN_IN_P99_MS ? "met" : "missed"}`,
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
