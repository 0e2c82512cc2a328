import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Reach } from "./aggregates/reach.ts";
import type { DeclaredFields } from "./collections/declared-fields.ts";
import type { CollectionDirectory } from "./collections/directory.ts";
import type { CollectionSizes } from "./collections/sizes.ts";
import type { Validators } from "./collections/validators.ts";
import type { LinkSignatures } from "./exports/links/link-signatures.ts";
import type { Loaders } from "./loaders.ts";

/** What lives as long as the room. */
export interface DataDeps {
  db: Database;
  blobs: BlobStore;
  cursors: Cursors;
  feed: Feed;
  log: Log;
  collections: CollectionDirectory;
  declared: DeclaredFields;
  sizes: CollectionSizes;
  extremesReach: Reach;
  validators: Validators;
  linkSignatures: LinkSignatures;
  /** Where clients reach this installation, without a path. */
  publicOrigin: string;
}

/** A request as the room's domain functions see it. */
export interface DataContext extends RequestContext, DataDeps {
  loaders: Loaders;
}
