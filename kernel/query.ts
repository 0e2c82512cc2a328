import { asc, desc, gt, lt, type SQL } from "drizzle-orm";
import { type PgColumn, QueryBuilder } from "drizzle-orm/pg-core";
import type { Page } from "./connection.ts";
import type { Statement } from "./database.ts";

/**
 * Builds SELECTs from a room's tables.ts. drizzle only writes the SQL: its own lazy execution would let a queued COMMIT
 * overtake the query (docs/adr/0005), so the text goes through kernel/database.ts. Rows come back by column name.
 */
export const query = new QueryBuilder();

export function toStatement(built: { toSQL(): { sql: string; params: unknown[] } }): Statement {
  const { sql, params } = built.toSQL();
  return { text: sql, values: params };
}

/** The rows of a page in a list ordered by id: which come after its cursor, in which order to read them. */
export interface IdOrder {
  after: SQL | undefined;
  by: SQL;
}

/**
 * Keyset paging by id. UUIDv7 ascends with time, so this is the order of creation, on the primary key's index.
 * `position` is the id the page's cursor holds.
 */
export function idOrder(id: PgColumn, page: Page, position: string | undefined, newestFirst = false): IdOrder {
  const descending = page.backward !== newestFirst;
  return {
    after: position === undefined ? undefined : descending ? lt(id, position) : gt(id, position),
    by: descending ? desc(id) : asc(id),
  };
}
