import { createSecretKey } from "node:crypto";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { deriveKey } from "@bulkhead/kernel/key.ts";
import { operatorPrincipal } from "@bulkhead/kernel/operator-role.ts";
import type { tenants } from "@bulkhead/tenancy/src/domain/tenants.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { foundTenantIn, signInTo } from "./testkit/bare-people.ts";
import { type BareRooms, openBareRooms } from "./testkit/bare-rooms.ts";
import { openTestPlatform, type TestPlatform } from "./testkit/database.ts";
import { type SeededCompanies, type SeededCompany, seedCompanies } from "./testkit/seed-companies.ts";
import { until } from "./testkit/until.ts";

/** So many that PostgreSQL prefers an index to reading all of them, as it does with a hundred thousand (docs/bench.md). */
const TENANTS = 3_000;

let platform: TestPlatform;
let seeded: SeededCompanies;
let company: SeededCompany;
let rooms: BareRooms;

const peppersOf = (secret: string) => ({
  current: 1,
  keys: new Map([[1, createSecretKey(deriveKey(secret, "pepper 1"))]]),
});
const openRooms = () => {
  const { url, secret } = platform;
  return openBareRooms({ url, secret, peppers: peppersOf(secret), environment: "live" });
};

beforeAll(async () => {
  platform = await openTestPlatform();
  const { url, secret } = platform;
  seeded = await seedCompanies({ url, peppers: peppersOf(secret), tenants: TENANTS, members: 3, samples: 20 });
  company = seeded.companies[7] as SeededCompany;
  rooms = await openRooms();
}, 120_000);
afterAll(async () => {
  await rooms.stop();
  await platform.stop();
});

const request = () => ({ requestId: `req_${newUuid()}`, clientAddress: null });
const id = "opr_01h455vb4pex5vsknk084sn02q";
const support = operatorPrincipal({ id, role: "SUPPORT", authTime: Date.now() / 1_000, expiresAt: Date.now() });

async function list({ tenancy }: BareRooms, args: Parameters<typeof tenants>[1]) {
  const answer = await tenancy.operate({ ...request(), principal: support }, "tenants", args);
  return answer as Awaited<ReturnType<typeof tenants>>;
}

test("what is seeded is what the code makes: people sign in, policies and keys are read, members are counted", async () => {
  const { tenancy, authentication } = rooms;
  expect(await signInTo(rooms, company.person.email, seeded.password)).toMatchObject({
    accountId: company.person.accountId,
  });
  expect((await tenancy.readPolicy(company.tenantId))?.status).toBe("ACTIVE");
  expect(await tenancy.membershipOf(company.tenantId, company.founder.userId)).toMatchObject({ role: "Admin" });
  expect((await authentication.authenticate(company.key))?.tenantId).toBe(company.tenantId);
  const [listed] = (await list(rooms, { filter: { text: encodeId("tenant", company.tenantId) } })).nodes;
  const counted =
    "select sum(amount)::int as amount from platform.usage_level where tenant_id = $1 and quota = 'members'";
  const { rows } = await platform.databases.owner.pool.query(counted, [company.tenantId]);
  expect(listed).toMatchObject({ slug: company.slug, name: company.name, memberCount: rows[0].amount });
  const events = "select actor_id, target_id from platform.audit_event where tenant_id = $1 and action = 'user.join'";
  const user = encodeId("user", company.founder.userId);
  expect((await platform.databases.owner.pool.query(events, [company.tenantId])).rows).toEqual([
    { actor_id: user, target_id: user },
  ]);
});

test("a part of a name or slug is found wherever in the list its tenant stands, and however it is cut", async () => {
  for (const { slug, name } of [seeded.companies[1] as SeededCompany, seeded.companies.at(-2) as SeededCompany])
    for (const length of [3, 4, 5, 6, 7, 8, 13, name.length])
      for (const text of [name.slice(-length).toUpperCase(), slug.slice(-length)]) {
        const found = (await list(rooms, { filter: { text }, first: 500 })).nodes.map((one) => one.slug);
        expect([text, found.includes(slug)]).toEqual([text, true]);
      }
  const words = (await list(rooms, { filter: { text: "granite bakery" }, first: 500 })).nodes;
  expect(words).toHaveLength(TENANTS / 100);
});

/** Rows by table. */
async function counts(): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: platform.url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('platform', 'identity', 'tenancy', 'data')`,
  );
  const found = new Map<string, number>();
  for (const { name } of tables) {
    const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${name}`);
    found.set(name, rows[0]?.count ?? 0);
  }
  await client.end();
  return found;
}

/** What is there for days at most; in an installation of any size it is as many as a day's work. */
const SWEPT = ["platform.outbox", "identity.sign_in_attempt"];

test("every table that onboarding and signing in write to is seeded", async () => {
  const before = await counts();
  await foundTenantIn(rooms, company.person.accountId);
  await signInTo(rooms, company.person.email, seeded.password);
  const grown = [...(await counts())].filter(([table, count]) => count > (before.get(table) ?? 0));
  const names = grown.map(([table]) => table).filter((table) => !SWEPT.includes(table));
  expect(names).toEqual(expect.arrayContaining(["tenancy.tenant", "tenancy.member", "identity.onboarding"]));
  for (const name of names) expect([name, before.get(name)]).toEqual([name, expect.toSatisfy((n) => n >= TENANTS)]);
});

/** Whoever is connected now has not yet told all that they read. */
async function connections(): Promise<number> {
  const { rows } = await platform.databases.owner.pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  return rows[0]?.count ?? 0;
}

interface Reads {
  table: string;
  /** How often it or an index of it was looked into, and how many rows that gave, by whatever way. */
  scans: number;
  rows: number;
}

/** Of each table that grows with the tenants, so far. */
async function readSoFar(): Promise<Reads[]> {
  const { rows } = await platform.databases.owner.pool.query<Reads>(
    `select format('%I.%I', schemaname, relname) as table, (seq_scan + coalesce(idx_scan, 0))::int as scans,
       (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
     from pg_stat_user_tables where n_live_tup >= $1 order by 1`,
    [TENANTS],
  );
  return rows;
}

async function cursorAt(rooms: BareRooms): Promise<string | null> {
  const late = seeded.companies.at(-2) as SeededCompany;
  return (await list(rooms, { filter: { text: late.slug } })).pageInfo.endCursor;
}

/** As long as nothing that is kept is believed. */
async function letKeyIn({ authentication, believe }: BareRooms): Promise<void> {
  believe(false);
  if (!(await authentication.authenticate(company.key))) throw new Error("a key that should work does not");
}

const WORK: [string, (rooms: BareRooms, time: number) => Promise<unknown>][] = [
  ["onboarding", (rooms, time) => foundTenantIn(rooms, (seeded.companies[time] as SeededCompany).person.accountId)],
  ["signing in", (rooms) => signInTo(rooms, company.person.email, seeded.password)],
  ["reading a policy", ({ tenancy }) => tenancy.readPolicy(company.tenantId)],
  ["reading a membership", ({ tenancy }) => tenancy.membershipOf(company.tenantId, company.person.userId)],
  ["letting a key in", letKeyIn],
  ["the first page of tenants", (rooms) => list(rooms, {})],
  ["a page of tenants from somewhere", async (rooms) => list(rooms, { first: 50, after: await cursorAt(rooms) })],
  ["the last page of tenants", (rooms) => list(rooms, { last: 50 })],
  ["tenants by slug", (rooms) => list(rooms, { filter: { text: company.slug } })],
  ["tenants by the end of a name", (rooms) => list(rooms, { filter: { text: company.name.slice(-8) } })],
  ["tenants by a text that none has", (rooms) => list(rooms, { filter: { text: "nobody" } })],
  ["tenants by a word that many have", (rooms) => list(rooms, { filter: { text: "granite" }, first: 10 })],
  ["tenants by two words that few have", (rooms) => list(rooms, { filter: { text: "granite bakery" } })],
  ["tenants by status", (rooms) => list(rooms, { filter: { status: "CLOSING" } })],
  ["tenants by plan", (rooms) => list(rooms, { filter: { plan: "another" } })],
];

/** A prepared statement is planned for any values from its sixth use on. */
const TIMES = 7;
/** Of one table, each time: the next 500 tenants that a search looks at, a page, and what a handful of look-ups give. */
const MOST_ROWS = 700;

test.each(WORK)("%s: what is read does not grow with the tenants", async (_, work) => {
  const open = await connections();
  const before = await readSoFar();
  expect(before.length).toBeGreaterThan(8);
  const fresh = await openRooms();
  try {
    for (let time = 0; time < TIMES; time++) await work(fresh, time);
  } finally {
    await fresh.stop();
  }
  // A connection tells all of it when it ends.
  await until(async () => (await connections()) <= open);
  const after = await readSoFar();
  const since = before.map(({ table, scans, rows }) => {
    const now = after.find((one) => one.table === table);
    return { table, scans: (now?.scans ?? 0) - scans, rows: (now?.rows ?? 0) - rows };
  });
  expect(since.filter(({ rows }) => rows > TIMES * MOST_ROWS)).toEqual([]);
  expect(since.some(({ scans }) => scans >= TIMES)).toBe(true);
});
