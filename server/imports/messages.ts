import type { MessagePort } from "node:worker_threads";
import type { ImportPayload } from "@bulkhead/data/src/imports/import-payload.ts";
import type { ErrorCode } from "@bulkhead/kernel/error.ts";
import type { JobOutcome } from "@bulkhead/kernel/job-kind.ts";
import type { RoleGrant } from "@bulkhead/kernel/principal.ts";
import type { Settings } from "../config.ts";

/** What the thread of imports is given: to read files and to write as the data room, and nothing else. */
export interface ThreadSetup {
  database: { url: string; password: string; writeMs: number; maxConnections: number };
  settings: ThreadSettings;
}

/** What the thread is started with. `busy[0]`: for what share of its time the process's own thread is busy, from 0 to 1. */
export interface ThreadData {
  setup: ThreadSetup;
  busy: Float64Array<SharedArrayBuffer>;
}

export type ThreadSettings = Pick<
  Settings,
  | "environment"
  | "rootKey"
  | "kmsEndpoint"
  | "vaultToken"
  | "vaultTokenFile"
  | "s3Bucket"
  | "s3Region"
  | "s3Endpoint"
  | "s3PathStyle"
  | "importUnpackedBytes"
  | "logLevel"
>;

/** To the thread. */
export type ToThread =
  | { what: "turn"; turn: TurnGiven; payload: ImportPayload; port: MessagePort }
  /** News of a tenant's keys. */
  | { what: "event"; event: { tenantId: string; type: string } }
  | { what: "stop" };

export interface TurnGiven {
  tenantId: string;
  attempt: number;
  isLastAttempt: boolean;
}

/** From the thread: it has all that it needs for turns, and the lines of its log. */
export type FromThread = { what: "ready" } | { what: "line"; line: string };

/** To a turn. */
export type ToTurn =
  /** It is over; `isAborted`: its job must end. */
  | { what: "over"; isAborted: boolean }
  | { what: "grant"; question: number; grant: RoleGrant | undefined }
  | { what: "noGrant"; question: number; fault: Fault };

/** From a turn. */
export type FromTurn =
  | { what: "progress"; share: number }
  | { what: "askGrant"; question: number; tenantId: string; principalId: string }
  | { what: "outcome"; outcome: JobOutcome }
  | { what: "failure"; fault: Fault };

/** An error as it goes from one side to the other: classes do not. */
export interface Fault {
  code: ErrorCode | undefined;
  message: string;
  /** For the log. */
  detail: string;
}
