import { layoutOf } from "@bulkhead/data/src/records/layout.ts";
import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import pg from "pg";
import { bulkFill, type FillTimes } from "./bulk-fill.ts";
import { CATEGORIES, zipfSizes } from "./dataset.ts";
import { insertCollections, insertKeys, insertTenants, newTenant, type SeededTenant } from "./seed.ts";

/** Five fields, four of them indexed: a text, a number, a boolean and an instant. */
export const SCALE_SCHEMA = {
  type: "object",
  properties: {
    name: { type: "string", maxLength: 100 },
    category: { type: "string", maxLength: 50, "x-indexed": true },
    price: { type: "number", minimum: 0, "x-indexed": true },
    active: { type: "boolean", "x-indexed": true },
    soldAt: { type: "string", format: "date-time", "x-indexed": true },
  },
  required: ["name", "category", "price", "active", "soldAt"],
  additionalProperties: false,
};

/** The columns of data.record that hold copies of its indexed fields. */
const SLOTS = Object.fromEntries(layoutOf(SCALE_SCHEMA).fields.map((field) => [field.name, field.slot]));

export interface ScaleSeed {
  tenants: number;
  records: number;
  largest: number;
}

export interface SeededScale {
  largest: SizedTenant;
  median: SizedTenant;
  times: FillTimes;
  vacuumSeconds: number;
  tableMegabytes: number;
  indexMegabytes: number;
}

export type SizedTenant = SeededTenant & { records: number };

/** Tenants whose collection `items` has sizes after Zipf's law. The n-th largest has the same records in every world. */
export async function seedScale(
  { url, peppers }: { url: string; peppers: Peppers },
  { tenants, records, largest }: ScaleSeed,
): Promise<SeededScale> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const sizes = zipfSizes(tenants, records, largest);
    const seeded = sizes.map((size) => ({ ...newTenant(), records: size }));
    await client.query("begin");
    await insertTenants(client, seeded);
    await insertKeys(client, seeded, peppers);
    await insertCollections(client, seeded, "items", SCALE_SCHEMA);
    const columns = Object.values(SLOTS);
    const times = await bulkFill(client, { table: "data.record", columns }, () => insertRecords(client, seeded));
    await countStored(client);
    await client.query("commit");
    const begun = performance.now();
    // Pages known to be visible to all make index-only scans possible.
    await client.query("vacuum (analyze)");
    await client.query("checkpoint");
    const vacuumSeconds = (performance.now() - begun) / 1_000;
    const { rows } = await client.query(
      "select pg_table_size('data.record') / 1048576 as table, pg_indexes_size('data.record') / 1048576 as indexes",
    );
    const at = (rank: number) => seeded[rank] as SizedTenant;
    return {
      largest: at(0),
      median: at(tenants >> 1),
      times,
      vacuumSeconds,
      tableMegabytes: Number(rows[0].table),
      indexMegabytes: Number(rows[0].indexes),
    };
  } finally {
    await client.end();
  }
}

const KINDS = ["sturdy", "light", "folding", "painted", "second-hand", "waterproof", "silent", "heated"];
const THINGS = [
  "lamp",
  "chair",
  "ladder",
  "kettle",
  "basket",
  "drill",
  "tent",
  "mirror",
  "clock",
  "bench",
  "rug",
  "saw",
];

/**
 * In the order of their ids the tenants' records are mixed, as if all had written at the same time: a page of one tenant is
 * scattered over as many pages of the table as it would be after a year.
 */
async function insertRecords(client: pg.Client, seeded: readonly SizedTenant[]): Promise<void> {
  await client.query("set local work_mem = '1GB'");
  await client.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by, updated_by,
       ${SLOTS.category}, ${SLOTS.price}, ${SLOTS.active}, ${SLOTS.soldAt})
     select tenant_id, uuidv7(), collection_id,
       jsonb_build_object('name', name, 'category', category, 'price', price, 'active', active,
         'soldAt', to_char(sold_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
       1, now(), now(), author, author, 'v' || category, price, active::int, extract(epoch from sold_at) * 1000
     from (
       select s.*, ($5::text[])[1 + mixed % 10] as category, mixed / 10 % 100000 / 100.0 as price,
         mixed / 1000000 % 4 > 0 as active,
         timestamptz '2026-01-01Z' + mixed / 4000000 % 525600 * interval '1 minute' as sold_at,
         ($6::text[])[1 + mixed % array_length($6::text[], 1)] || ' ' || ($7::text[])[1 + mixed % array_length($7::text[], 1)]
           || ' ' || lpad(n::text, 7, '0') as name
       from (
         select t.tenant_id, t.collection_id, t.author, n, hashint8extended(n, 7) & 9223372036854775807 as mixed
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[]) with ordinality
           as t (tenant_id, collection_id, author, records, rank)
         cross join generate_series(1, t.records) as n
         order by hashint8extended(n, rank)
       ) s
     ) r`,
    [
      seeded.map((one) => one.tenantId),
      seeded.map((one) => one.items),
      seeded.map((one) => encodeId("apiKey", one.keyId)),
      seeded.map((one) => one.records),
      CATEGORIES,
      KINDS,
      THINGS,
    ],
  );
}

/** What the triggers would have counted. */
async function countStored(client: pg.Client): Promise<void> {
  await client.query(
    `insert into platform.usage_level as level (tenant_id, quota, slot, amount)
     select tenant_id, quota, 0, amount from (
       select tenant_id, count(*) as records, sum(octet_length(data::text)) as bytes from data.record group by tenant_id
     ) as stored cross join lateral (values ('records', records), ('bytes', bytes)) as level (quota, amount)
     on conflict (tenant_id, quota, slot) do update set amount = level.amount + excluded.amount`,
  );
}
