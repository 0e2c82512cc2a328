import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { LRUCache } from "lru-cache";
import type { SchemaObject } from "../json-schema/keywords.ts";
import { compileValidator, type RecordValidator } from "../json-schema/validator.ts";

/** Compiled validators by collection. A collection's schema never changes, so nothing here can be out of date. */
export interface Validators {
  of(tenantId: string, collectionId: string): Promise<RecordValidator>;
}

interface Compiled {
  validator: RecordValidator;
  bytes: number;
}

/** Bytes of schema text kept compiled; the code made of them is some thirty times as large. */
const MAX_SCHEMA_BYTES = 2 << 20;

export function createValidators(db: Database): Validators {
  const kept = new LRUCache<string, Compiled, string>({
    maxSize: MAX_SCHEMA_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
    fetchMethod: (collectionId, _stale, { context: tenantId }) => load(db, tenantId, collectionId),
  });
  return {
    async of(tenantId, collectionId) {
      const compiled = await kept.fetch(collectionId, { context: tenantId });
      if (!compiled) throw new Error(`collection ${collectionId} has no schema`);
      return compiled.validator;
    },
  };
}

async function load(db: Database, tenantId: string, collectionId: string): Promise<Compiled> {
  const [row] = await readAsTenant<{ schema: SchemaObject }>(db, tenantId, {
    name: "collection_schema",
    text: "select schema from data.collection where tenant_id = $1 and id = $2",
    values: [tenantId, collectionId],
  });
  if (!row) throw new Error(`collection ${collectionId} is gone`);
  return { validator: compileValidator(row.schema), bytes: Buffer.byteLength(JSON.stringify(row.schema)) };
}
