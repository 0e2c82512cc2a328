import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { LRUCache } from "lru-cache";
import { ofBoth } from "../evolution/both-schemas.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";
import { compileValidator, type RecordValidator } from "../json-schema/validator.ts";
import type { Collection } from "./directory.ts";

/** Compiled validators by collection and version. A version's schema never changes, so nothing here can be out of date. */
export interface Validators {
  /** While a migration is checked: of both schemas. */
  of(tenantId: string, collection: Pick<Collection, "id" | "version" | "pending">): Promise<RecordValidator>;
}

interface Compiled {
  validator: RecordValidator;
  bytes: number;
}

export interface Wanted {
  tenantId: string;
  /** A version of a collection, or the schema that a migration leads to. */
  schema: { id: string; version: number } | { migrationId: string };
}

/** Bytes of schema text kept compiled; the code made of them is some thirty times as large. */
const MAX_SCHEMA_BYTES = 2 << 20;

export function createValidators(db: Database): Validators {
  const kept = new LRUCache<string, Compiled, Wanted>({
    maxSize: MAX_SCHEMA_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
    fetchMethod: (_key, _stale, { context }) => load(db, context),
  });
  async function validatorOf(key: string, wanted: Wanted): Promise<RecordValidator> {
    const compiled = await kept.fetch(key, { context: wanted });
    if (!compiled) throw new Error(`there is no schema ${key}`);
    return compiled.validator;
  }
  return {
    async of(tenantId, { id, version, pending }) {
      const current = await validatorOf(`${id} ${version}`, { tenantId, schema: { id, version } });
      if (!pending) return current;
      const { migrationId, mapping } = pending;
      return ofBoth(current, await validatorOf(migrationId, { tenantId, schema: { migrationId } }), mapping);
    },
  };
}

async function load(db: Database, wanted: Wanted): Promise<Compiled> {
  const schema = await readSchema(db, wanted);
  return { validator: compileValidator(schema), bytes: Buffer.byteLength(JSON.stringify(schema)) };
}

/** The schema of one version of a collection, or of a migration. */
export async function readSchema(db: Database, { tenantId, schema: wanted }: Wanted): Promise<SchemaObject> {
  const statement =
    "migrationId" in wanted
      ? {
          name: "migration_schema",
          text: "select schema from data.collection_migration where tenant_id = $1 and id = $2",
          values: [tenantId, wanted.migrationId],
        }
      : {
          name: "collection_schema",
          text: "select schema from data.collection_version where tenant_id = $1 and collection_id = $2 and version = $3",
          values: [tenantId, wanted.id, wanted.version],
        };
  const [row] = await readAsTenant<{ schema: SchemaObject }>(db, tenantId, statement);
  if (!row) throw new Error("there is no such schema");
  return row.schema;
}
