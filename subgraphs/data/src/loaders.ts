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

/** `tenantId` is the principal's; without one nothing is found. Each is made when first used: most requests use none. */
export function createLoaders(db: Database, tenantId: string | null): Loaders {
  let records: Loaders["record"] | undefined;
  let collections: Loaders["collection"] | undefined;
  let imports: Loaders["import"] | undefined;
  return {
    get record() {
      const text = `select ${RECORD_COLUMNS}, collection_id from data.record where tenant_id = $1 and id = any($2)`;
      records ??= byId<FoundRecord>(db, tenantId, { name: "records_by_id", text });
      return records;
    },
    get collection() {
      const text = `select ${COLLECTION_COLUMNS} from data.collection where tenant_id = $1 and id = any($2)`;
      collections ??= byId<CollectionRow>(db, tenantId, { name: "collections_by_id", text });
      return collections;
    },
    get import() {
      const text = `${SELECT_IMPORT} where i.tenant_id = $1 and i.id = any($2)`;
      imports ??= byId<ImportRow>(db, tenantId, { name: "imports_by_id", text });
      return imports;
    },
  };
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
