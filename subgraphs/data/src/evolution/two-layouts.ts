import { isDeepStrictEqual } from "node:util";
import type { SchemaObject } from "../json-schema/keywords.ts";
import { type Layout, layoutOf, wordsSlotOf } from "../records/layout.ts";
import { SLOTS } from "../records/slots.ts";
import { type Mapping, touchedBy } from "./map-record.ts";

/** No property has this name: JSON of ours holds no NUL. */
const GONE = "\0";

/**
 * The layout by a new schema, such that records can be kept in it and in the one before at once: what a mapping touches has
 * another value behind it, and so another slot. Throws INVALID_SCHEMA where there are not enough for both.
 */
export function nextLayout(schema: SchemaObject, previous: Layout, mapping: Mapping): Layout {
  const touched = touchedBy(mapping);
  const rename = (name: string) => (touched.has(name) ? GONE + name : name);
  return layoutOf(schema, {
    fields: previous.fields.map((field) => ({ ...field, name: rename(field.name) })),
    indexes: previous.indexes.map(({ slot, parts }) => ({
      slot,
      parts: parts.map((part) => ({ ...part, name: rename(part.name) })),
    })),
    texts: previous.texts.map((text) => ({ ...text, name: rename(text.name) })),
  });
}

type Columns = Pick<Layout, "fields" | "indexes">;

/** Columns of data.record that a layout fills. */
export function columnsOf({ fields, indexes }: Columns): string[] {
  const used = [...fields.flatMap(({ slot, unique }) => [slot, unique]), ...indexes.map(({ slot }) => slot)];
  return SLOTS.filter((slot) => used.includes(slot));
}

/** Columns that one layout fills and the other does not. */
export function columnsOnlyIn(one: Columns, other: Columns): string[] {
  const others = columnsOf(other);
  return columnsOf(one).filter((slot) => !others.includes(slot));
}

/** Rows of data.record_text that records have by one layout and not by the other. */
export function textSlotsOnlyIn(one: Pick<Layout, "texts">, other: Pick<Layout, "texts">): number[] {
  const others = textSlotsOf(other);
  return textSlotsOf(one).filter((slot) => !others.includes(slot));
}

function textSlotsOf({ texts }: Pick<Layout, "texts">): number[] {
  return texts.length > 0 ? [wordsSlotOf(texts), ...texts.map(({ slot }) => slot)] : [];
}

/** Whether records need nothing done to them. */
export function isSameLayout(one: Layout, other: Layout): boolean {
  const sorted = ({ fields, indexes, texts }: Layout) =>
    [fields, indexes, texts].map((part: readonly { slot: unknown }[]) =>
      part.toSorted((a, b) => (String(a.slot) < String(b.slot) ? -1 : 1)),
    );
  return isDeepStrictEqual(sorted(one), sorted(other));
}
