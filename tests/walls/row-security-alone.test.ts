import { randomBytes } from "node:crypto";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { ROLES } from "@bulkhead/kernel/migrate.ts";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SCHEMAS } from "../testkit/catalogue/checks.ts";
import { exceptions } from "../testkit/catalogue/exceptions.ts";
import { TEST_SECRET } from "../testkit/global-setup.ts";
import { openServerHarness, type ServerHarness } from "../testkit/isolation/server-harness.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";

/**
 * Row-level security by itself: statements without any predicate, as the application's own roles and as a role that was
 * granted every right there is, so that no missing grant can stand in for a missing policy.
 */
let server: TestServer;
let harness: ServerHarness;
let tables: { name: string; columns: string[] }[];
const almighty = `almighty_${randomBytes(6).toString("hex")}`;

beforeAll(async () => {
  server = await openTestServer();
  harness = await openServerHarness(server);
  const { pool } = server.databases.owner;
  const { rows } = await pool.query(
    `select format('%I.%I', n.nspname, c.relname) as name, array_agg(quote_ident(a.attname) order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     where n.nspname = any($1) and c.relkind in ('r', 'p') and not a.attisdropped and a.attgenerated = ''
     group by 1 having 'tenant_id' = any(array_agg(a.attname)) order by 1`,
    [SCHEMAS],
  );
  // Those above tenants have no policy and need none: one role reaches them, and no room.
  tables = rows.filter(({ name }) => !(name in exceptions.tablesAboveTenants));
  // Where the relay notes whose events must be tried again; nothing fails in this house by itself.
  await pool.query(
    "insert into platform.relay_consumer (consumer, fence, xid, id) values ('wall', 0, '0', 0) on conflict do nothing",
  );
  for (const { tenantId } of [harness.own, harness.foreign])
    await pool.query(
      `insert into platform.relay_parked (tenant_id, consumer, xid, id, attempts, next_attempt_at, error)
       values ($1, 'wall', '1', 1, 1, now() + interval '1 day', 'x')`,
      [tenantId],
    );
  // Neither revokes an access token: theirs are API keys.
  for (const { tenantId } of [harness.own, harness.foreign])
    await pool.query(
      `insert into identity.revoked_token (tenant_id, id, subject_id, token_id, expires_at)
       values ($1, gen_random_uuid(), gen_random_uuid(), 'x', now())`,
      [tenantId],
    );
  // Values are staged while a check runs, and records noted while an import may be taken back; no longer.
  for (const { tenantId } of [harness.own, harness.foreign]) {
    await pool.query("insert into data.staged_key values ($1, gen_random_uuid(), 'u1', 'x')", [tenantId]);
    const changed = "select tenant_id, id, gen_random_uuid(), 1, false from data.import where tenant_id = $1 limit 1";
    await pool.query(`insert into data.import_change ${changed}`, [tenantId]);
  }
  await pool.query(`create role ${almighty} login password '${almighty}'`);
  await pool.query(`grant connect on database ${new URL(server.url).pathname.slice(1)} to ${almighty}`);
  for (const schema of SCHEMAS)
    await pool.query(
      `grant usage on schema ${schema} to ${almighty}; grant all on all tables in schema ${schema} to ${almighty}`,
    );
  await pool.query(`grant execute on function platform.current_tenant() to ${almighty}`);
  // Without foreign keys in the way, a delete shows its whole reach.
  await pool.query(`grant set on parameter session_replication_role to ${almighty}`);
}, 60_000);

afterAll(async () => {
  const { pool } = server.databases.owner;
  await pool.query(`drop owned by ${almighty}; drop role ${almighty}`);
  await server.stop();
});

/** Runs inside a transaction that is never committed, as a role and for a tenant. */
async function as<T>(role: string, tenantId: string | null, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const url = new URL(server.url);
  url.username = role;
  url.password = role === almighty ? almighty : rolePassword(TEST_SECRET, role);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  // Sixty tables take their time on a busy machine, and the time is not what is proved here.
  await client.query("set idle_in_transaction_session_timeout = 0");
  try {
    await client.query("begin");
    if (tenantId !== null) await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The tenants whose rows a statement touched, or that the role has no right to it at all. */
async function tenantsOf(
  client: pg.Client,
  statement: string,
  values: unknown[] = [],
): Promise<Set<string> | "no right"> {
  await client.query("savepoint before");
  try {
    const { rows } = await client.query<{ tenant_id: string }>(statement, values);
    return new Set(rows.map(({ tenant_id }) => tenant_id));
  } catch (error) {
    if ((error as { code?: string }).code === "42501" && /permission denied/.test((error as Error).message))
      return "no right";
    throw error;
  } finally {
    await client.query("rollback to savepoint before");
  }
}

/** Columns whose values PostgreSQL alone gives. */
function isGenerated(table: string, column: string): boolean {
  return table === "platform.outbox" && column === "id";
}

/** Whether a listed policy lets the role change every tenant's rows, such as wrapped keys when the root key is replaced. */
function changesAcross(role: string, table: string, command: "insert" | "update" | "delete"): boolean {
  return Object.keys(exceptions.policies).some((listed) =>
    [command, "all"].some((one) => listed.endsWith(` on ${table} for ${one} to ${role}`)),
  );
}

/** All events of a test are younger than what the policy lets the worker delete across tenants. */
const KEPT = "platform.outbox";

function seesAcross(role: string, table: string): boolean {
  return Object.keys(exceptions.policies).some(
    (listed) => listed.includes(` on ${table} `) && listed.endsWith(` to ${role}`),
  );
}

const EVERYONE = [...ROLES, almighty];

test("both tenants have rows in every table, so that nothing is proved by emptiness", async () => {
  for (const { name } of tables) {
    const { rows } = await server.databases.owner.pool.query(
      // The installation has some of its own, such as the making of its first signing key.
      `select count(distinct tenant_id)::int as tenants from ${name} where tenant_id = any($1)`,
      [[harness.own.tenantId, harness.foreign.tenantId]],
    );
    expect({ name, tenants: rows[0].tenants }).toEqual({ name, tenants: 2 });
  }
});

describe.each(EVERYONE)("as %s without any predicate", (role) => {
  test("select shows the tenant's own rows and no other's", async () => {
    await as(role, harness.own.tenantId, async (client) => {
      for (const { name } of tables) {
        if (seesAcross(role, name)) continue;
        const seen = await tenantsOf(client, `select tenant_id from ${name}`);
        if (seen !== "no right")
          expect({ name, foreign: [...seen].filter((one) => one !== harness.own.tenantId) }).toEqual({
            name,
            foreign: [],
          });
        if (role === almighty) expect({ name, seen }).toEqual({ name, seen: new Set([harness.own.tenantId]) });
      }
    });
  });

  test("with no tenant set there is nothing", async () => {
    await as(role, null, async (client) => {
      for (const { name } of tables) {
        if (seesAcross(role, name)) continue;
        const seen = await tenantsOf(client, `select tenant_id from ${name}`);
        if (seen !== "no right") expect({ name, seen: [...seen] }).toEqual({ name, seen: [] });
      }
    });
  });

  test("update and delete reach no other tenant's rows, not even where a policy lets the role see them", async () => {
    await as(role, harness.own.tenantId, async (client) => {
      if (role === almighty) await client.query("set session_replication_role = replica");
      for (const { name, columns } of tables) {
        const changes = columns
          .filter((column) => !isGenerated(name, column))
          .map((column) => `update ${name} set ${column} = ${column}`);
        for (const statement of [...changes, `delete from ${name}`]) {
          if (name !== KEPT && changesAcross(role, name, statement.startsWith("update") ? "update" : "delete"))
            continue;
          const found = await reach(client, statement, name);
          if (found) expect({ statement, reached: found.reached }).toEqual({ statement, reached: found.own });
          else expect({ statement, role }).not.toEqual({ statement, role: almighty });
        }
      }
    });
  });

  test("an insert of a row for another tenant is refused", async () => {
    for (const { name, columns } of tables) {
      if (changesAcross(role, name, "insert")) continue;
      const { rows } = await server.databases.owner.pool.query(
        `select to_jsonb(t) as row from ${name} t where tenant_id = $1 limit 1`,
        [harness.foreign.tenantId],
      );
      if (!rows[0]) continue;
      const listed = columns.filter((column) => !isGenerated(name, column)).join(", ");
      const insert = `insert into ${name} (${listed}) select ${listed} from jsonb_populate_record(null::${name}, $1)`;
      for (const tenantId of [harness.own.tenantId, null])
        await as(role, tenantId, async (client) => {
          const refused = await client.query(insert, [rows[0].row]).then(
            () => "not at all",
            (error: { code: string; message: string }) => `${error.code} ${error.message}`,
          );
          expect({ name, refused }).toEqual({
            name,
            refused: expect.stringMatching(/^42501 (permission denied|new row violates row-level security)/),
          });
          if (role === almighty) expect(refused).toContain("row-level security");
        });
    }
  });
});

/** How many rows a change without predicate reaches, beside how many the tenant has; undefined without a right to it. */
async function reach(
  client: pg.Client,
  statement: string,
  table: string,
): Promise<{ reached: number; own: number } | undefined> {
  const { rows } = await server.databases.owner.pool.query(
    `select count(*)::int as own from ${table} where tenant_id = $1`,
    [harness.own.tenantId],
  );
  await client.query("savepoint before");
  try {
    const { rowCount } = await client.query(statement);
    return { reached: rowCount ?? 0, own: rows[0].own };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === "42501" && /permission denied/.test(message)) return undefined;
    // A row that others point at cannot be deleted by the application's roles.
    if (code === "23503") return undefined;
    throw error;
  } finally {
    await client.query("rollback to savepoint before");
  }
}

test("the owner of the tables is under the same rule", async () => {
  const ruled = tables.filter(({ name }) => !(name in exceptions.tablesReadByTheirOwner));
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query("begin; set local role bulkhead_owner");
    for (const { name } of ruled)
      expect({ name, seen: await tenantsOf(client, `select tenant_id from ${name}`) }).toEqual({
        name,
        seen: new Set(),
      });
    await client.query("select set_config('app.tenant_id', $1, true)", [harness.own.tenantId]);
    for (const { name } of ruled) {
      const seen = await tenantsOf(client, `select tenant_id from ${name}`);
      expect({ name, foreign: seen !== "no right" && seen.has(harness.foreign.tenantId) }).toEqual({
        name,
        foreign: false,
      });
    }
  } finally {
    await client.end();
  }
});

test("this test would notice: without forced row-level security the owner sees everybody", async () => {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query("begin; alter table data.record no force row level security; set local role bulkhead_owner");
    expect(await tenantsOf(client, "select tenant_id from data.record")).toEqual(
      new Set([harness.own.tenantId, harness.foreign.tenantId]),
    );
  } finally {
    await client.end();
  }
});
