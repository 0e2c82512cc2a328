import { type Listening, subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";
import { ask, CHANGES, CREATE_RECORD, codeOf } from "./instances.ts";

/** An open subscription on which nothing happens. */
export interface Watcher {
  listening: Listening;
  /** The close code with its reason, and when it closed. */
  ended: Promise<{ how: string; at: number }>;
}

/** Subscribes with a key at each address, and waits until all of them are known to be open. */
export async function watch(addresses: readonly string[], key: string, writerKey: string): Promise<Watcher[]> {
  const all = await Promise.all(addresses.map((address) => subscribe(address, key, CHANGES)));
  let n = 0;
  // The protocol does not tell when a subscription is open, so something is written until everybody has heard of it.
  await until(async () => {
    const [address = ""] = addresses;
    const code = await codeOf(ask(address, writerKey, CREATE_RECORD, { i: { collection: "notes", data: { n: n++ } } }));
    if (code !== "ok") throw new Error(code);
    return all.every(({ messages }) => messages.some(({ type }) => type === "next"));
  }, 15_000);
  // From here on nothing is on its way to anybody.
  const written = () => all.flatMap(({ messages }) => messages.filter(({ type }) => type === "next")).length;
  await until(async () => {
    const before = written();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return written() === before && new Set(all.map(lastOf)).size === 1;
  }, 15_000);
  return all.map((listening) => ({ listening, ended: endOf(listening) }));
}

const lastOf = ({ messages }: Listening) => JSON.stringify(messages.findLast(({ type }) => type === "next"));

async function endOf(listening: Listening): Promise<{ how: string; at: number }> {
  let how = "error";
  // An operation's error comes before the closing that it brings.
  await until(async () => {
    how = await listening.ended(1_000);
    return /^\d{4} /.test(how);
  }, 30_000);
  return { how, at: performance.now() };
}

/** Asks with a key without a pause until the answer is `code`; when that was. */
export async function refusedAt(address: string, key: string, code: string, timeoutMs = 10_000): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  for (let said = ""; performance.now() < deadline; ) {
    const asked = performance.now();
    said = await codeOf(ask(address, key, "{ tenant { name } }"));
    // Refused is what was asked then: the answer's way back is no time in which the key worked.
    if (said === code) return asked;
    if (said !== "ok") throw new Error(`expected ${code}, but ${said} was the answer`);
  }
  throw new Error(`the key still works after ${timeoutMs} ms`);
}
