import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";

/**
 * A new id that is larger than that of every record of a collection there is, also of one that was made where a clock is
 * ahead of this one.
 */
export async function newIdBehind(db: Database, tenantId: string, collectionId: string): Promise<string> {
  const [last] = await readAsTenant<{ id: string }>(db, tenantId, {
    name: "record_last",
    text: "select id from data.record where tenant_id = $1 and collection_id = $2 order by id desc limit 1",
    values: [tenantId, collectionId],
  });
  const id = newUuid();
  return last && last.id > id ? inTheTimeAfter(last.id, id) : id;
}

/** In a UUIDv7 the first 48 bits are the time in ms (RFC 9562 section 5.7); by the others it is still like no other. */
function inTheTimeAfter(other: string, id: string): string {
  const time = Number.parseInt(other.slice(0, 8) + other.slice(9, 13), 16) + 1;
  const digits = time.toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}${id.slice(13)}`;
}
