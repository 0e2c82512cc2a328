import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { define, someone, type TestData, type TestPrincipal } from "./fixture.ts";

/** A collection with a key, another unique field, one that is searched and one that is required. */
export const STOCK = {
  type: "object",
  required: ["code"],
  additionalProperties: false,
  properties: {
    code: { type: "string", maxLength: 40, "x-unique": true },
    serial: { type: ["integer", "null"], "x-unique": true },
    n: { type: "integer", minimum: 0, "x-indexed": true },
    note: { type: "string", maxLength: 200 },
  },
};

/** A tenant with `count` records c0, c1 and so on. */
export async function stocked(data: TestData, count: number, schema: object = STOCK): Promise<TestPrincipal> {
  const ann = someone();
  const { id } = await define(data, ann, schema);
  await data.platform.databases.owner.pool.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, schema_version, created_at, updated_at, created_by,
       updated_by, t1, u1, n1, n2, u2)
     select $1, uuidv7(interval '-1 hour'), $2, jsonb_build_object('code', 'c' || n, 'n', n, 'note', 'was'), 1, 1, now(), now(),
       $3, $3, 'vc' || n, 'vc' || n, '-Infinity', n, null from generate_series(0, $4::int - 1) n`,
    [ann.tenantId, tryDecodeId("collection", id), ann.id, count],
  );
  return ann;
}

export interface State {
  living: { data: { [name: string]: unknown }; version: number }[];
  deleted: number;
  versions: number;
  noted: number;
  staged: number;
}

/** Data and version of the living records in the order of their codes, and how many are among the deleted, past all walls. */
export async function stateOf(data: TestData, { tenantId }: TestPrincipal): Promise<State> {
  const sql = async (text: string) => (await data.platform.databases.owner.pool.query(text, [tenantId])).rows;
  const living = await sql("select data, version from data.record where tenant_id = $1 order by data ->> 'code'");
  const [counts] = await sql(`select
    (select count(*)::int from data.deleted_record where tenant_id = $1) as deleted,
    (select count(*)::int from data.record_version where tenant_id = $1) as versions,
    (select count(*)::int from data.import_change where tenant_id = $1) as noted,
    (select count(*)::int from data.staged_key where tenant_id = $1) as staged`);
  return { living, ...counts };
}
