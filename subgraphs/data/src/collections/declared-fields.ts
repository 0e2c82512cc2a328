import type { Database } from "@bulkhead/kernel/database.ts";
import { LRUCache } from "lru-cache";
import type { SchemaObject } from "../json-schema/keywords.ts";
import { type FieldType, fieldTypeOf } from "../records/field-type.ts";
import type { FieldLookup } from "../records/filter.ts";
import { knownField } from "../records/known-field.ts";
import type { Collection } from "./directory.ts";
import { readSchema, type Wanted } from "./validators.ts";

/** Which properties of a collection's records can be compared, indexed or not. */
export interface DeclaredFields {
  of(tenantId: string, collection: Collection): Promise<FieldLookup>;
}

type Types = ReadonlyMap<string, FieldType>;

/** Properties kept, of all collections together. */
const MAX_KEPT = 100_000;

/** By collection and version: a version's schema never changes, so nothing here can be out of date. */
export function createDeclaredFields(db: Database): DeclaredFields {
  const kept = new LRUCache<string, Types, Wanted>({
    maxSize: MAX_KEPT,
    sizeCalculation: ({ size }) => size + 1,
    fetchMethod: async (_key, _stale, { context }) => typesOf(await readSchema(db, context)),
  });
  return {
    async of(tenantId, collection) {
      const { id, version } = collection;
      const types = await kept.fetch(`${id} ${version}`, { context: { tenantId, schema: { id, version } } });
      return (name) => {
        const type = types?.get(name);
        return knownField(collection, name) ?? (type && { name, type });
      };
    },
  };
}

function typesOf({ properties }: SchemaObject): Types {
  const types = new Map<string, FieldType>();
  for (const [name, property] of Object.entries((properties ?? {}) as { [name: string]: SchemaObject | boolean })) {
    const type = typeof property === "object" ? fieldTypeOf(property) : undefined;
    // A name with NUL cannot be in a jsonb, so no record has it.
    if (typeof type === "string" && isStorable(name)) types.set(name, type);
  }
  return types;
}

function isStorable(name: string): boolean {
  return name.isWellFormed() && !name.includes("\0");
}
