import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import type { AuditContext } from "./context.ts";
import { createDenialIntake, type DenialIntake } from "./denials/intake.ts";
import { createLoaders } from "./loaders.ts";
import { createSchema } from "./schema.ts";

export interface AuditDeps {
  /** Signed in as bulkhead_audit. */
  db: Database;
  cursors: Cursors;
  log: Log;
}

export interface AuditRoom {
  subgraph: Subgraph<AuditContext>;
  denials: DenialIntake;
  /** Writes the denials still held. Call it while the database still runs. */
  stop(): Promise<void>;
}

export function createAuditRoom({ db, cursors, log }: AuditDeps): AuditRoom {
  const denials = createDenialIntake({ db, log });
  return {
    subgraph: createSchema((request) => ({ ...request, db, cursors, loaders: createLoaders(db) })),
    denials,
    stop: denials.stop,
  };
}
