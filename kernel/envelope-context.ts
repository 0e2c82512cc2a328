import type { RequestContext } from "./context.ts";
import type { Database } from "./database.ts";
import type { RootKey } from "./root-key.ts";

/** Who works on keys, and with what. `db` is the worker's, which alone may change and remove keys. */
export interface KeyContext extends RequestContext {
  db: Database;
  rootKey: RootKey;
}
