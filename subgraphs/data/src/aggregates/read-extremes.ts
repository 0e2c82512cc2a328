import { readAsTenant } from "@bulkhead/kernel/database.ts";
import type { DataContext } from "../context.ts";
import type { AggregateRow, AggregateSelection } from "./aggregate-sql.ts";
import { extremesOf, findsMuch, selectExtremes, worthOf } from "./extremes-sql.ts";
import type { Reach } from "./reach.ts";

/**
 * The least or the most of 30,000 records stands near the end of the measured field's index, where one record after the
 * other is looked at until the filter finds one, instead of reading all that it finds. It may find none for long, so that
 * it goes no further than `reach`; undefined says that this has not told everything.
 */
export async function readExtremes(
  { db, sizes }: Pick<DataContext, "db" | "sizes">,
  selection: AggregateSelection,
  reach: Reach,
): Promise<AggregateRow[] | undefined> {
  const extremes = extremesOf(selection);
  if (!extremes) return undefined;
  const { tenantId, collectionId } = selection;
  const many = worthOf(extremes, reach);
  // No condition finds more than there is, and to ask the small ones each time would cost a third of their answers.
  const had = sizes.hadMore(tenantId, collectionId, many);
  if (!(had instanceof Promise ? await had : had)) return undefined;
  const question = findsMuch(extremes, many);
  if (question) {
    const [answer] = await readAsTenant<{ much: boolean }>(db, tenantId, question);
    if (!answer?.much) return undefined;
  }
  const rows = await readAsTenant<AggregateRow>(db, tenantId, selectExtremes(extremes, reach));
  // A truth without a figure may be none of the filter's, or none of its records has the field, or one further on.
  return rows.every((row) => Object.values(row).every((value) => value !== null)) ? rows : undefined;
}
