import type { Statement } from "@bulkhead/kernel/database.ts";
import {
  gramsText,
  nameOf,
  type Searched,
  searchedText,
  searchedTexts,
  UNLESS_SAME,
  wordsOf,
  wordsRows,
} from "./record-texts.ts";

/** Records whose texts are stored at once: so many cost what a transaction may. */
export const SEARCHED_LOT_ROWS = 25;

interface Owner {
  tenantId: string;
  collectionId: string;
}

interface LotRecord {
  id: string;
  version: number;
  data: object;
}

/**
 * What rows of data.record_text a record has, whose texts are b0, b1 and so on with the grams g0, g1; parameter 3 are their
 * slots, 4 their languages.
 */
export function textRowsSql(collection: Searched, collectionId: string): string {
  const texts = searchedTexts(collection);
  const rows = texts.map((_, at) => `(($3::smallint[])[${at + 1}], b${at}, g${at}::int[], null)`);
  const vectors = texts.map((_, at) => `to_tsvector(($4::text[])[${at + 1}]::regconfig, coalesce(b${at}, ''))`);
  for (const { slot, of } of wordsRows(collection)) {
    const words = wordsOf(
      of.map((at) => vectors[at] ?? ""),
      collectionId,
    );
    rows.push(`(${slot}::smallint, null, null, ${words})`);
  }
  return `lateral (values ${rows.join(", ")}) as one (slot, body, grams, words) where one.slot <= 0 or one.body is not null`;
}

/** The texts of records that are there in these versions; what has not changed is left alone, as `replaceTexts` does. */
export function writeLotTexts(
  { tenantId, collectionId }: Owner,
  lot: readonly LotRecord[],
  collection: Searched,
): Statement[] {
  const texts = searchedTexts(collection);
  if (texts.length === 0 || lot.length === 0) return [];
  const bodies = texts.map(({ field, mapped }) => lot.map(({ data }) => searchedText(field, mapped(data)) ?? null));
  const grams = texts.map(({ field }, at) =>
    (bodies[at] ?? []).map((body) => gramsText(collectionId, field.slot, body ?? "")),
  );
  const names = texts.map((_, at) => `b${at}, g${at}`).join(", ");
  const arrays = texts.map((_, at) => `$${7 + 2 * at}::text[], $${8 + 2 * at}::text[]`).join(", ");
  const write: Statement = {
    ...nameOf(`lot_texts_${wordsRows(collection).map(({ slot }) => slot)}`, collection),
    // Locked, so that nobody changes a record between the look at its version and the write of its texts.
    text: `insert into data.record_text as stored (tenant_id, record_id, collection_id, slot, body, grams, words)
           select $1::uuid, lot.id, $2::uuid, one.*
           from (select given.* from unnest($5::uuid[], $6::int[], ${arrays}) as given (id, version, ${names})
                 join data.record r on r.tenant_id = $1::uuid and r.id = given.id and r.version = given.version
                 for no key update of r) as lot,
             ${textRowsSql(collection, "$2::uuid")} ${UNLESS_SAME}`,
    values: [
      tenantId,
      collectionId,
      texts.map(({ field }) => field.slot),
      texts.map(({ field }) => field.language),
      lot.map(({ id }) => id),
      lot.map(({ version }) => version),
      ...texts.flatMap((_, at) => [bodies[at], grams[at]]),
    ],
  };
  const gone = texts.flatMap(({ field: { slot } }, at) =>
    lot.flatMap(({ id }, nth) => (bodies[at]?.[nth] == null ? { id, slot } : [])),
  );
  return gone.length > 0 ? [removeTexts(tenantId, gone), write] : [write];
}

function removeTexts(tenantId: string, gone: readonly { id: string; slot: number }[]): Statement {
  return {
    name: "remove_lot_texts",
    text: `delete from data.record_text where tenant_id = $1
             and (record_id, slot) in (select unnest($2::uuid[]), unnest($3::smallint[]))`,
    values: [tenantId, gone.map(({ id }) => id), gone.map(({ slot }) => slot)],
  };
}

/** Removes what records were searched by in one of two layouts. */
export function removeTextSlots(tenantId: string, ids: readonly string[], slots: readonly number[]): Statement[] {
  if (slots.length === 0 || ids.length === 0) return [];
  return [
    {
      name: "remove_text_slots",
      text: "delete from data.record_text where tenant_id = $1 and record_id = any($2::uuid[]) and slot = any($3::smallint[])",
      values: [tenantId, ids, slots],
    },
  ];
}
