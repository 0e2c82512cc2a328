import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import type { AuditContext } from "./context.ts";
import { createLoaders } from "./loaders.ts";
import { createSchema } from "./schema.ts";

export interface AuditDeps {
  /** Signed in as bulkhead_audit. */
  db: Database;
  cursors: Cursors;
}

export interface AuditRoom {
  subgraph: Subgraph<AuditContext>;
}

export function createAuditRoom({ db, cursors }: AuditDeps): AuditRoom {
  return {
    subgraph: createSchema((request) => ({ ...request, db, cursors, loaders: createLoaders(db) })),
  };
}
