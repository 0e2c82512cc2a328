import { compareSchemas } from "../json-schema/compare-schemas.ts";
import type { SchemaChange } from "../json-schema/comparison.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";
import { type Layout, layoutOf } from "../records/layout.ts";
import type { Mapping } from "./map-record.ts";
import { isSameLayout, nextLayout } from "./two-layouts.ts";

/** What another schema means for a collection and its records. */
export interface ChangePlan {
  changes: SchemaChange[];
  mapping: Mapping;
  layout: Layout;
  /** Where no record has anything in a slot. */
  freshLayout(): Layout;
  /** No record can be wrong, and none has to be touched. */
  isImmediate: boolean;
  /** Records may be wrong, and nobody has said what is to become of them. */
  needsMapping: boolean;
}

/** Throws INVALID_SCHEMA where the indexes of both schemas do not fit beside each other. */
export function planChange(
  current: { schema: SchemaObject } & Layout,
  schema: SchemaObject,
  given: Mapping | undefined,
): ChangePlan {
  const changes = compareSchemas(current.schema, schema);
  const mapping = given ?? [];
  const layout = nextLayout(schema, current, mapping);
  const isIncompatible = changes.some(({ kind }) => kind === "INCOMPATIBLE");
  // A mapping without a change of the schema is a wish to change the records.
  const isAsked = mapping.length > 0;
  if (isAsked && changes.length === 0)
    changes.push({ path: "", kind: "COMPATIBLE", message: "The schema stays, and records are mapped." });
  return {
    changes,
    mapping,
    layout,
    freshLayout: () => layoutOf(schema),
    isImmediate: !isIncompatible && !isAsked && isSameLayout(layout, current),
    needsMapping: isIncompatible && given === undefined,
  };
}
