import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { type ExecutionResult, parse, subscribe } from "graphql";
import { requestOf } from "../../../tests/testkit/rooms.ts";
import type { TestData, TestPrincipal } from "./fixture.ts";

export interface Change {
  cursor: string;
  kind: string;
  recordId: string | null;
  record: { id: string; data: { [name: string]: unknown }; version: number; collection: string } | null;
}

const DOCUMENT =
  parse(`subscription ($collection: String!, $after: String, $filter: [RecordFilter!], $snapshot: Boolean) {
  recordChanged(collection: $collection, after: $after, filter: $filter, snapshot: $snapshot) { cursor kind recordId record { id data version collection } }
}`);

/** Subscribes to the room's own schema. Rejects with the refusal's code. */
export async function follow(
  data: TestData,
  principal: Principal,
  after: string | null = null,
  collection = "people",
  more: { filter?: readonly { [name: string]: unknown }[]; snapshot?: boolean } = {},
): Promise<AsyncGenerator<ExecutionResult>> {
  const contextValue = data.room.subgraph.context(requestOf(principal));
  const { schema } = data.room.subgraph;
  const variableValues = { collection, after, ...more };
  const started = await subscribe({ schema, document: DOCUMENT, contextValue, variableValues });
  if (Symbol.asyncIterator in started) return started;
  throw started.errors?.[0]?.originalError ?? new Error("the subscription was refused");
}

/** The next changes, and then the end of the subscription if `end` is not false. */
export async function take(source: AsyncGenerator<ExecutionResult>, count: number, end = true): Promise<Change[]> {
  const changes: Change[] = [];
  while (changes.length < count) {
    const { value, done } = await source.next();
    if (done) break;
    if (value.errors) throw value.errors[0];
    changes.push(structuredClone((value.data as unknown as { recordChanged: Change }).recordChanged));
  }
  if (end) await source.return(undefined);
  return changes;
}

/** Stores rows as one batch of an import does: the rows and a single event. Answers the import's id. */
export async function storeBatch(
  data: TestData,
  { tenantId, id: by }: TestPrincipal,
  collection: string,
  rows: readonly number[],
  importId = newUuid(),
): Promise<string> {
  const collectionId = tryDecodeId("collection", collection) ?? "";
  const [firstRow, lastRow] = [rows[0] ?? 0, rows.at(-1) ?? 0];
  const records = rows.map((row) => ({ id: newUuid(), row, data: { name: `row ${row}` } }));
  const payload = { importId, firstRow, lastRow, count: rows.length };
  await flushAsTenant(data.platform.databases.data, tenantId, [
    {
      text: `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by,
               updated_by, import_id, import_row, t1, n1, n2, n3, n4)
             select $1, id, $2, data, 1, now(), now(), $3, $3, $4, "row", 'v' || (data ->> 'name'),
               '-infinity', '-infinity', '-infinity', '-infinity'
             from jsonb_to_recordset($5) as r (id uuid, "row" int, data jsonb)`,
      values: [tenantId, collectionId, by, importId, JSON.stringify(records)],
    },
    appendOutbox(tenantId, [{ type: "records.imported", subject: collectionId, payload }]),
  ]);
  return importId;
}

/** A request that carries a change under delivery, as the gateway makes it. */
export function delivering(principal: Principal, cursor: string, change: unknown): RequestContext {
  return { ...requestOf(principal), delivered: new Map([[cursor, change]]) };
}
