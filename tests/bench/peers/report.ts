import type { Sample } from "../pages.ts";
import { formatTable, median, thousands } from "../table.ts";

export interface PeerResult {
  title: string;
  /** Of the client, each with one request under way. */
  connections: number;
  /** By the name of the contender; the floor is the first. */
  samples: { name: string; samples: Sample[] }[];
}

/** Each contender against the floor in the same round, and Bulkhead against the peer beside it. */
export function printPeers(results: readonly PeerResult[]): void {
  const rows = results.flatMap(({ title, connections, samples }) => {
    const floor = samples[0]?.samples ?? [];
    return samples.map(({ name, samples: own }) => {
      const of = (value: (one: Sample) => number) => median(own.map(value));
      const ratios = own.map((one, round) => one.perSecond / (floor[round]?.perSecond ?? Number.NaN));
      return [
        `${title}, ${connections} at a time`,
        name,
        thousands(of((one) => one.perSecond)),
        ratios.map((one) => one.toFixed(2)).join("  "),
        median(ratios).toFixed(2),
        of((one) => one.p50Ms).toFixed(1),
        of((one) => one.p99Ms).toFixed(1),
        thousands(of((one) => one.serverMicroseconds)),
        thousands(of((one) => one.databaseMicroseconds)),
        of((one) => one.bytes).toFixed(0),
      ];
    });
  });
  const heading = [
    "row",
    "who",
    "a second",
    "to the floor",
    "median",
    "p50 ms",
    "p99 ms",
    "CPU µs",
    "database µs",
    "bytes",
  ];
  console.log(`\n10 database connections, one tenant; medians of the rounds\n\n${formatTable([heading, ...rows])}`);
}
