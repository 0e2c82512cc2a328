import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { RootKey } from "@bulkhead/kernel/root-key.ts";
import type { BeginDeps } from "./begin-destruction.ts";
import type { DeleteDeps } from "./delete-rows.ts";
import type { IssueDeps } from "./issue-certificate.ts";

/** What destroying a tenant works with. */
export interface DestructionDeps extends BeginDeps, DeleteDeps, IssueDeps {
  /** Signed in as bulkhead_worker, which alone may destroy keys. */
  worker: Database;
  rootKey: RootKey;
}

export interface DestructionContext extends RequestContext, DestructionDeps {}
