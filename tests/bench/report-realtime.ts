import { BOUND_MS, type Heard, quantile, type RealtimeResult } from "./realtime.ts";
import { formatTable, thousands } from "./table.ts";

const ms = (values: readonly number[], share: number) => quantile(values, share).toFixed(0);

export function printRealtime({ tenants, steady, fanOut, killed }: RealtimeResult): void {
  const rowOf = (title: string, { latencies, missing, microseconds }: Heard) => [
    title,
    thousands(latencies.length),
    ms(latencies, 0.5),
    ms(latencies, 0.99),
    ms(latencies, 1),
    String(missing),
    microseconds.toFixed(0),
  ];
  const rows = [
    rowOf(`${tenants} tenants of ten sockets, ${thousands(steady.changesPerSecond)} changes/s`, steady),
    ...fanOut.map((step) => rowOf(`one tenant of ${thousands(step.sockets)} sockets, 5 changes/s`, step)),
  ];
  const heading = [
    "a mutation sent until its change is heard",
    "messages",
    "p50 ms",
    "p99 ms",
    "longest",
    "late or missing",
    "server µs",
  ];
  console.log(`\n${formatTable([heading, ...rows])}`);
  const p99 = quantile(steady.latencies, 0.99);
  console.log(`p99 ${p99.toFixed(0)} ms, target ${BOUND_MS} ms: ${p99 <= BOUND_MS ? "met" : "missed"}`);
  const most = fanOut.filter(({ latencies }) => quantile(latencies, 0.99) <= BOUND_MS).at(-1)?.sockets ?? 0;
  console.log(`highest fan-out within one tenant at p99 ≤ ${BOUND_MS} ms: ${thousands(most)} sockets`);
  const { changes, subscribers, missing, repeated } = killed;
  console.log(
    `a gateway's process killed twice: ${thousands(changes)} changes, ${subscribers} subscribers, ${missing} missing, ${repeated} repeated`,
  );
}
