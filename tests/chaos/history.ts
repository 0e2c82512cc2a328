import { type FileHandle, open, readFile } from "node:fs/promises";

/** What a client could tell about a request. `maybe`: no answer, or one that leaves open whether it has happened. */
export type Outcome = "acknowledged" | "refused" | "maybe";

/** One request as its client saw it. Times are milliseconds since the run began. */
export interface Asked {
  tenant: string;
  gateway: string;
  at: number;
  ms: number;
  outcome: Outcome;
  /** Code of the refusal, or how the connection ended. */
  code: string | null;
  /** Tenants whose canary stood in the answer and had no business there. */
  foreign: string[];
}

/** A mutation of one record. `mark` stands in the data it writes and is used once. */
export interface ChangeEntry {
  type: "change";
  asked: Asked;
  collection: string;
  kind: "create" | "update" | "delete";
  mark: string;
  recordId: string | null;
  /** The version it was to make, or to delete. */
  version: number;
}

/** An upload. Good rows carry `mark` and their number; bad ones break the collection's schema. */
export interface ImportEntry {
  type: "import";
  asked: Asked;
  collection: string;
  mode: "strict" | "partial";
  mark: string;
  sha256: string;
  goodRows: number;
  badRows: number;
  importId: string | null;
}

export interface ReadEntry {
  type: "read";
  asked: Asked;
  what: string;
  /** What was read does not know of something acknowledged before the read began. */
  stale: string | null;
}

/** `keyId` is the key's public id; the key itself stands nowhere. */
export interface KeyEntry {
  type: "key";
  asked: Asked;
  step: "create" | "use" | "revoke";
  keyId: string | null;
}

/** A subscriber, and the record after whose creation it begins. */
export interface StartEntry {
  type: "start";
  subscriber: string;
  tenant: string;
  collection: string;
  recordId: string;
}

/** One change as a subscriber received it. */
export interface DeliveryEntry {
  type: "delivery";
  at: number;
  subscriber: string;
  tenant: string;
  collection: string;
  kind: string;
  recordId: string;
  version: number | null;
  mark: string | null;
  foreign: string[];
}

/** A refusal of a subscription that no fault explains, or a socket's end, for the post-mortem. */
export interface SocketEntry {
  type: "socket";
  at: number;
  subscriber: string;
  tenant: string;
  gateway: string;
  ended: string;
  foreign: string[];
}

export interface FaultEntry {
  type: "fault";
  kind: string;
  victim: string;
  at: number;
  /** When the nemesis had undone it. */
  healedAt: number;
  /** When everything worked again; null when it did not in the time given. */
  readyAt: number | null;
  /** Gateways that could not answer by the very nature of the fault: they were stopped, or nobody could reach them. */
  unreachable: string[];
  /**
   * Answers that were on their way to clients then are lost without a word: who waits for one, waits as long as he
   * likes.
   */
  losesAnswers: boolean;
}

export type Entry =
  | ChangeEntry
  | ImportEntry
  | ReadEntry
  | KeyEntry
  | StartEntry
  | DeliveryEntry
  | SocketEntry
  | FaultEntry;

export interface History {
  /** Milliseconds since the run began. */
  now(): number;
  /** Resolves once the entry is on disk: only then may anybody believe in it. */
  append(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

/** Appends entries to a file outside the system under test. Those that come together share one fsync. */
export async function openHistory(file: string): Promise<History> {
  const handle = await open(file, "wx");
  const began = performance.now();
  let waiting: string[] = [];
  let written: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return {
    now: () => performance.now() - began,
    append(entry) {
      waiting.push(`${JSON.stringify(entry)}\n`);
      next ??= written.then(() => {
        const lines = waiting.join("");
        waiting = [];
        next = undefined;
        written = write(handle, lines);
        return written;
      });
      return next;
    },
    async close() {
      await next;
      await written;
      await handle.close();
    },
  };
}

async function write(handle: FileHandle, lines: string): Promise<void> {
  await handle.appendFile(lines);
  await handle.datasync();
}

export async function readHistory(file: string): Promise<Entry[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Entry);
}
