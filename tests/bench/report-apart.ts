import type { ApartPage, ApartResult } from "./apart.ts";
import type { Sample } from "./pages.ts";
import { formatTable, median, thousands } from "./table.ts";

const of = (samples: readonly Sample[], value: (one: Sample) => number) => median(samples.map(value));
const perSecond = (one: Sample) => one.perSecond;
const server = (one: Sample) => one.serverMicroseconds;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

export function printApart(result: ApartResult): void {
  const { pages, idle } = result;
  console.log(
    "\nApart: one gateway and four subgraphs, beside all in one process; the same clients, limits and database",
  );
  console.log(
    `\n${formatTable(rates(pages))}\n\n${formatTable(processorTimes(result))}\n\n${formatTable(hops(result))}`,
  );
  const parts = idle.parts.map((share, at) => `${result.parts[at]} ${percent(share)}`);
  console.log(
    `\n  with nothing to do, of a core: all in one process ${percent(idle.whole)}; apart ${parts.join(", ")}`,
  );
}

/** Ratios are taken within a round and then the median of them. */
function rates(pages: readonly ApartPage[]): string[][] {
  const ratio = (above: readonly Sample[], below: readonly Sample[]) =>
    above.map((one, round) => one.perSecond / (below[round]?.perSecond ?? Number.NaN));
  const rows = pages.map(({ row, floor, whole, apart }) => {
    const toWhole = ratio(apart, whole);
    return [
      row.title,
      ...[floor, whole, apart].map((samples) => thousands(of(samples, perSecond))),
      median(ratio(whole, floor)).toFixed(2),
      median(ratio(apart, floor)).toFixed(2),
      toWhole.map((one) => one.toFixed(2)).join("  "),
      median(toWhole).toFixed(2),
      ...[whole, apart].map((samples) => of(samples, (one) => one.p50Ms).toFixed(1)),
      ...[whole, apart].map((samples) => of(samples, (one) => one.p99Ms).toFixed(1)),
    ];
  });
  const heading = ["row", "floor/s", "whole/s", "apart/s", "whole/floor", "apart/floor", "apart/whole by round"];
  return [[...heading, "median", "p50 ms whole", "apart", "p99 ms whole", "apart"], ...rows];
}

function processorTimes({ pages, parts }: ApartResult): string[][] {
  const rows = pages.map(({ row, floor, whole, apart }) => [
    row.title,
    ...[floor, whole, apart].map((samples) => of(samples, server).toFixed(0)),
    (of(apart, server) / of(whole, server)).toFixed(2),
    ...parts.map((_, at) => of(apart, (one) => one.processMicroseconds[at] ?? 0).toFixed(0)),
    ...[floor, whole, apart].map((samples) => of(samples, (one) => one.databaseMicroseconds).toFixed(0)),
  ]);
  const heading = ["CPU µs per answer", "floor", "whole", "apart", "apart/whole", ...parts];
  return [[...heading, "database floor", "whole", "apart"], ...rows];
}

/** What being apart adds, for each signed call, and how much of that is the signature. */
function hops({ pages, token }: ApartResult): string[][] {
  const each = token.signMicroseconds + token.verifyMicroseconds;
  const rows = pages.map(({ row, hops, whole, apart }) => {
    const more = of(apart, server) - of(whole, server);
    return [
      row.title,
      String(hops),
      more.toFixed(0),
      (more / hops).toFixed(0),
      `${token.signMicroseconds.toFixed(1)} + ${token.verifyMicroseconds.toFixed(1)}`,
      percent((each * hops) / more),
      percent((each * hops) / of(apart, server)),
      String(token.characters),
    ];
  });
  const heading = ["the signed hop", "hops", "CPU µs more", "for each", "sign + verify µs", "share of the hop"];
  return [[...heading, "of the answer", "token characters"], ...rows];
}
