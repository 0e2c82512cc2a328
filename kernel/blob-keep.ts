import pg from "pg";
import type { Statement } from "./database.ts";

/**
 * For the transaction that takes a blob into use: ends its expiry, so that it stays from the moment that what refers to it
 * exists. If there is no such blob, or no longer, the statement divides by zero and the transaction fails with it;
 * `isBlobGone` tells that failure. (An update that finds no row would otherwise let a flush commit.)
 */
export function keepBlob(tenantId: string, id: string): Statement {
  return {
    name: "keep_blob",
    text: `with kept as (
             update platform.blob set expires_at = null
             where tenant_id = $1 and id = $2 and bytes is not null and (expires_at is null or expires_at > now())
             returning id)
           select 1 / count(*) as kept from kept`,
    values: [tenantId, id],
  };
}

/** Whether a transaction failed in `keepBlob` (SQLSTATE 22012, division_by_zero). */
export function isBlobGone(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "22012";
}
