import type { SchemaObject } from "@bulkhead/data/src/json-schema/keywords.ts";
import { layoutOf } from "@bulkhead/data/src/records/layout.ts";
import { digestApiKey, type Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import { makeApiKey } from "@bulkhead/identity/src/api-key-format.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import pg from "pg";
import { CATEGORIES, SCHEMA, zipfShares } from "./dataset.ts";

export interface SeededTenant {
  tenantId: string;
  keyId: string;
  /** A live API key of role Developer. */
  key: string;
  /** Collection `items`: as many records in every tenant. */
  items: string;
  /** Collection `zipf`: as many records in all, but the first tenants have nearly all of them. */
  zipf: string;
}

export interface SeedOptions {
  url: string;
  peppers: Peppers;
  tenants: number;
  recordsPerTenant: number;
  /** Whether collection `zipf` has records as well. */
  withZipf?: boolean;
}

/** People per tenant who created its records. */
const CREATORS = 20;

/**
 * Fills a migrated database as superuser. Keys, ids, collections and slots are made by the rooms' own functions; only
 * the rows go in by SQL, since half a million calls of createRecord would measure something else.
 */
export async function seed({
  url,
  peppers,
  tenants,
  recordsPerTenant,
  withZipf = true,
}: SeedOptions): Promise<SeededTenant[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const seeded = Array.from({ length: tenants }, () => newTenant());
    await client.query("begin");
    await insertTenants(client, seeded);
    await insertKeys(client, seeded, peppers);
    await insertCreators(client, seeded);
    for (const name of ["items", "zipf"] as const) await insertCollections(client, seeded, name, SCHEMA);
    await insertRecords(client, "items", seeded, () => recordsPerTenant);
    if (withZipf) {
      const shares = zipfShares(tenants);
      const total = tenants * recordsPerTenant;
      await insertRecords(client, "zipf", seeded, (rank) => Math.max(1, Math.round((shares[rank] ?? 0) * total)));
    }
    await client.query("commit");
    await client.query("vacuum analyze");
    await client.query("checkpoint");
    return seeded;
  } finally {
    await client.end();
  }
}

export function newTenant(): SeededTenant {
  const keyId = newUuid();
  return { tenantId: newUuid(), keyId, key: makeApiKey("live", keyId), items: newUuid(), zipf: newUuid() };
}

export async function insertTenants(client: pg.Client, seeded: readonly SeededTenant[]): Promise<void> {
  await client.query(
    `insert into tenancy.tenant (tenant_id, slug, name)
     select id, 'tenant-' || n, 'Tenant ' || n from unnest($1::uuid[]) with ordinality as t (id, n)`,
    [seeded.map((one) => one.tenantId)],
  );
}

export async function insertKeys(client: pg.Client, seeded: readonly SeededTenant[], peppers: Peppers): Promise<void> {
  await client.query(
    `insert into identity.api_key (tenant_id, id, name, role, pepper_version, digest, created_by)
     select tenant_id, id, 'bench', 'Developer', $4, digest, 'platform'
     from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as k (tenant_id, id, digest)`,
    [
      seeded.map((one) => one.tenantId),
      seeded.map((one) => one.keyId),
      seeded.map((one) => digestApiKey(peppers, peppers.current, one.key)),
      peppers.current,
    ],
  );
}

/** People in identity, and beside them their public ids, which SQL cannot make, for `created_by`. */
async function insertCreators(client: pg.Client, seeded: readonly SeededTenant[]): Promise<void> {
  await client.query(
    "create temporary table creator (tenant_id uuid, n int, id uuid, public_id text, primary key (tenant_id, n)) on commit drop",
  );
  for (const { tenantId } of seeded) {
    const ids = Array.from({ length: CREATORS }, () => newUuid());
    await client.query({
      name: "creators",
      text: `insert into creator select $1, n - 1, id, public_id
             from unnest($2::uuid[], $3::text[]) with ordinality as c (id, public_id, n)`,
      values: [tenantId, ids, ids.map((id) => encodeId("user", id))],
    });
  }
  await client.query(
    `insert into identity."user" (tenant_id, id, email, email_key, name)
     select tenant_id, id, 'person' || n || '@example.com', 'person' || n || '@example.com', 'Person ' || n from creator`,
  );
  await client.query("analyze creator");
}

/** A collection of this name in each of the tenants. */
export async function insertCollections(
  client: pg.Client,
  seeded: readonly SeededTenant[],
  name: "items" | "zipf",
  schema: SchemaObject,
): Promise<void> {
  await client.query(
    `insert into data.collection (tenant_id, id, name, schema, fields, created_at, created_by)
     select tenant_id, id, $3, $4, $5, now(), 'platform' from unnest($1::uuid[], $2::uuid[]) as c (tenant_id, id)`,
    [
      seeded.map((one) => one.tenantId),
      seeded.map((one) => one[name]),
      name,
      JSON.stringify(schema),
      JSON.stringify(layoutOf(schema).fields),
    ],
  );
  await client.query(
    `insert into data.collection_version (tenant_id, collection_id, version, schema, created_at, created_by)
     select tenant_id, id, 1, schema, created_at, created_by from data.collection where name = $1`,
    [name],
  );
}

/**
 * The same values as `itemAt` would be dearer to send than to make, so SQL makes its own of the same shape and length.
 * `category` lies in slot t1 and `price` in n1, as the slots of the schema say.
 */
async function insertRecords(
  client: pg.Client,
  collection: "items" | "zipf",
  seeded: readonly SeededTenant[],
  countOf: (rank: number) => number,
): Promise<void> {
  await client.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by, updated_by, t1, n1)
     select r.tenant_id, uuidv7(), r.collection_id,
            jsonb_build_object('name', 'item ' || lpad(r.n::text, 7, '0'), 'category', r.category, 'price', r.price,
              'quantity', r.mixed / 7 % 1000, 'note', 'shelf ' || r.mixed % 97 || ', row ' || r.mixed % 31),
            1, now(), now(), creator.public_id, creator.public_id, 'v' || r.category, r.price
     from (
       select t.tenant_id, t.collection_id, n, mixed, mixed % 100000 / 100.0 as price,
              ($4::text[])[1 + mixed % array_length($4::text[], 1)] as category
       from unnest($1::uuid[], $2::uuid[], $3::int[]) as t (tenant_id, collection_id, records)
       cross join generate_series(1, t.records) as n
       cross join lateral (select (n * 7919::bigint + hashtext(t.tenant_id::text)) & 1048575 as mixed)
     ) r
     join creator on creator.tenant_id = r.tenant_id and creator.n = r.mixed % $5`,
    [
      seeded.map((one) => one.tenantId),
      seeded.map((one) => one[collection]),
      seeded.map((_, rank) => countOf(rank)),
      CATEGORIES,
      CREATORS,
    ],
  );
}
