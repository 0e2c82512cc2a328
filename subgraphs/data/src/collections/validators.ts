import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { LRUCache } from "lru-cache";
import type { SchemaObject } from "../json-schema/keywords.ts";
import { compileValidator, type RecordValidator } from "../json-schema/validator.ts";
import type { Collection } from "./directory.ts";

/** Compiled validators by collection and version. A version's schema never changes, so nothing here can be out of date. */
export interface Validators {
  of(tenantId: string, collection: Pick<Collection, "id" | "version">): Promise<RecordValidator>;
}

interface Compiled {
  validator: RecordValidator;
  bytes: number;
}

interface Wanted {
  tenantId: string;
  id: string;
  version: number;
}

/** Bytes of schema text kept compiled; the code made of them is some thirty times as large. */
const MAX_SCHEMA_BYTES = 2 << 20;

export function createValidators(db: Database): Validators {
  const kept = new LRUCache<string, Compiled, Wanted>({
    maxSize: MAX_SCHEMA_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
    fetchMethod: (_key, _stale, { context }) => load(db, context),
  });
  return {
    async of(tenantId, { id, version }) {
      const compiled = await kept.fetch(`${id} ${version}`, { context: { tenantId, id, version } });
      if (!compiled) throw new Error(`collection ${id} has no schema ${version}`);
      return compiled.validator;
    },
  };
}

async function load(db: Database, wanted: Wanted): Promise<Compiled> {
  const schema = await readSchema(db, wanted);
  return { validator: compileValidator(schema), bytes: Buffer.byteLength(JSON.stringify(schema)) };
}

/** The schema of one version of a collection. */
export async function readSchema(db: Database, { tenantId, id, version }: Wanted): Promise<SchemaObject> {
  const [row] = await readAsTenant<{ schema: SchemaObject }>(db, tenantId, {
    name: "collection_schema",
    text: "select schema from data.collection_version where tenant_id = $1 and collection_id = $2 and version = $3",
    values: [tenantId, id, version],
  });
  if (!row) throw new Error(`collection ${id} has no version ${version}`);
  return row.schema;
}
