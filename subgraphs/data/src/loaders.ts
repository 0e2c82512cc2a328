import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import DataLoader from "dataloader";
import type { CollectionRow } from "./collections/collection-node.ts";
import { COLLECTION_COLUMNS } from "./collections/collection-node.ts";
import { type ImportRow, SELECT_IMPORT } from "./imports/import-node.ts";
import { RECORD_COLUMNS, type RecordRow } from "./records/record-node.ts";

/** Reads by id, gathered over one request: a plan asks for the same entity once per reference to it. */
export interface Loaders {
  record: DataLoader<string, FoundRecord | undefined>;
  collection: DataLoader<string, CollectionRow | undefined>;
  import: DataLoader<string, ImportRow | undefined>;
}

export interface FoundRecord extends RecordRow {
  collection_id: string;
  schema_version: number;
}

/** `tenantId` is the principal's; without one nothing is found. */
export function createLoaders(db: Database, tenantId: string | null): Loaders {
  return new LazyLoaders(db, tenantId);
}

/** Each is made when first used: most requests use none. A class, for the reason in kernel/connection.ts. */
class LazyLoaders implements Loaders {
  readonly #db: Database;
  readonly #tenantId: string | null;
  #records: Loaders["record"] | undefined;
  #collections: Loaders["collection"] | undefined;
  #imports: Loaders["import"] | undefined;

  constructor(db: Database, tenantId: string | null) {
    this.#db = db;
    this.#tenantId = tenantId;
  }

  get record(): Loaders["record"] {
    const text = `select ${RECORD_COLUMNS}, collection_id from data.record where tenant_id = $1 and id = any($2)`;
    this.#records ??= byId<FoundRecord>(this.#db, this.#tenantId, { name: "records_by_id", text });
    return this.#records;
  }

  get collection(): Loaders["collection"] {
    const text = `select ${COLLECTION_COLUMNS} from data.collection where tenant_id = $1 and id = any($2)`;
    this.#collections ??= byId<CollectionRow>(this.#db, this.#tenantId, { name: "collections_by_id", text });
    return this.#collections;
  }

  get import(): Loaders["import"] {
    const text = `${SELECT_IMPORT} where i.tenant_id = $1 and i.id = any($2)`;
    this.#imports ??= byId<ImportRow>(this.#db, this.#tenantId, { name: "imports_by_id", text });
    return this.#imports;
  }
}

function byId<Row extends { id: string }>(
  db: Database,
  tenantId: string | null,
  statement: { name: string; text: string },
) {
  return new DataLoader<string, Row | undefined>(async (ids) => {
    if (tenantId === null) return ids.map(() => undefined);
    const rows = await readAsTenant<Row>(db, tenantId, { ...statement, values: [tenantId, ids] });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id));
  });
}
