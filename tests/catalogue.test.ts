import { readFileSync } from "node:fs";
import path from "node:path";
import { KEPT_TABLES, readTenantTables } from "@bulkhead/kernel/tenant-tables.ts";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHECKS, grants } from "./testkit/catalogue/checks.ts";
import { exceptions } from "./testkit/catalogue/exceptions.ts";
import { GRANTS, LIFECYCLE_GRANTS } from "./testkit/catalogue/grants.ts";
import { dataModel } from "./testkit/data-model.ts";
import { openTestPlatform, type TestPlatform } from "./testkit/database.ts";

let platform: TestPlatform;
let client: pg.Client;

beforeAll(async () => {
  platform = await openTestPlatform();
  client = new pg.Client({ connectionString: platform.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await platform.stop();
});

describe("the database as migrated", () => {
  test.each(Object.entries(CHECKS))("%s", async (_name, check) => {
    expect(await check(client, exceptions)).toEqual([]);
  });

  test("the checks see the tables of every room", async () => {
    const { rows } = await client.query(
      "select distinct table_schema from information_schema.columns where column_name = 'tenant_id'",
    );
    expect(rows.map((row) => row.table_schema)).toEqual(
      expect.arrayContaining(["platform", "identity", "tenancy", "data"]),
    );
  });

  test.each(["identity", "tenancy", "data", "audit"])("the README of %s names every table it owns", async (room) => {
    const { rows } = await client.query("select tablename as name from pg_tables where schemaname = $1", [room]);
    const readme = readFileSync(path.join(import.meta.dirname, "..", "subgraphs", room, "README.md"), "utf8");
    expect(rows.map(({ name }) => `\`${room}.${name}\``).filter((name) => !readme.includes(name))).toEqual([]);
  });

  test("every index of the data room has its reason, and docs/data-model.md is as the catalogue is (npm run data-model)", async () => {
    const written = readFileSync(path.join(import.meta.dirname, "../docs/data-model.md"), "utf8");
    expect(written).toBe(await dataModel(client));
    await client.query("begin");
    try {
      await client.query("create index nobody_knows_why on data.record (tenant_id, version)");
      await expect(dataModel(client)).rejects.toThrow(
        /no reason: nobody_knows_why.*comment on index data\.nobody_knows_why/,
      );
    } finally {
      await client.query("rollback");
    }
  });

  test("every right of every role is listed in tests/testkit/catalogue/grants.ts, and no other exists", async () => {
    const isByRule = (line: string) => /^bulkhead_(exporter|destroyer): /.test(line);
    expect((await grants(client)).filter((line) => !isByRule(line))).toEqual([...GRANTS].sort());
  });

  test("who takes a tenant's data out reads what is no secret, and who destroys it deletes by key: all tables, and no more", async () => {
    const held = await rightsByRule();
    const expected = new Set<string>(LIFECYCLE_GRANTS);
    for (const table of await readTenantTables(platform.databases.worker)) {
      if (table.isAbove) continue;
      const readable = table.columns.filter(({ dataClass }) => dataClass !== "SECRET");
      for (const { name } of readable) expected.add(`bulkhead_exporter: SELECT on ${table.name}.${name}`);
      for (const name of ["tenant_id", ...table.key])
        expected.add(`bulkhead_destroyer: SELECT on ${table.name}.${name}`);
      if (!Object.hasOwn(KEPT_TABLES, table.name)) expected.add(`bulkhead_destroyer: DELETE on ${table.name}`);
    }
    const isCovered = (right: string) => held.has(right) || held.has(right.replace(/\.\w+$/, ""));
    expect([...expected].filter((right) => !isCovered(right))).toEqual([]);
    expect([...held].filter((right) => !expected.has(right))).toEqual([]);
  });

  test("every listed exception still exists", async () => {
    const { rows } = await client.query<{ policy: string }>(
      "select polname || ' on ' || polrelid::regclass as policy from pg_policy",
    );
    const policies = rows.map(({ policy }) => policy);
    for (const listed of Object.keys(exceptions.policies)) expect(policies).toContain(listed.split(" for ")[0]);
  });
});

/** Rights of the two roles that have them by rule, one by one: `bulkhead_exporter: SELECT on data.record.id`. */
async function rightsByRule(): Promise<Set<string>> {
  const rights = new Set<string>();
  for (const line of await grants(client)) {
    const [, role, privileges = "", object, columns] =
      /^(bulkhead_(?:exporter|destroyer)): (.+?) on (.+?)(?: \((.*)\))?$/.exec(line) ?? [];
    if (role === undefined) continue;
    for (const privilege of privileges.split(", "))
      for (const column of columns ? columns.split(", ") : [""])
        rights.add(`${role}: ${privilege} on ${object}${column && `.${column}`}`);
  }
  return rights;
}

/** Each fault is planted in a transaction that is rolled back; the named check must notice it and say where it is. */
const PLANTED: { check: keyof typeof CHECKS; plant: string; says: RegExp }[] = [
  {
    check: "tenantTablesHaveRowSecurity",
    plant: "create table data.bad (tenant_id uuid, id uuid)",
    says: /data\.bad has tenant_id/,
  },
  {
    check: "tenantTablesHaveRowSecurity",
    plant: "create table data.bad (tenant_id uuid); alter table data.bad enable row level security",
    says: /data\.bad/,
  },
  {
    check: "tenantTablesHaveRowSecurity",
    plant: "alter table platform.outbox no force row level security",
    says: /platform\.outbox/,
  },
  {
    check: "tenantTablesHaveTenantPolicy",
    plant: "drop policy tenant on platform.blob",
    says: /platform\.blob has no policy/,
  },
  {
    check: "tenantTablesHaveTenantPolicy",
    plant: "alter policy tenant on platform.blob using (true)",
    says: /platform\.blob has no policy/,
  },
  {
    check: "tenantTablesHaveTenantPolicy",
    plant: "alter policy tenant on platform.blob with check (true)",
    says: /platform\.blob has no policy/,
  },
  {
    check: "tablesAboveTenantsHaveOneRole",
    plant: "grant select (tenant_id) on identity.account_user to bulkhead_identity",
    says: /identity\.account_user may be used by bulkhead_identity and not by bulkhead_oauth alone/,
  },
  {
    check: "tablesAboveTenantsHaveOneRole",
    plant: "grant select on identity.oidc_artifact to public",
    says: /identity\.oidc_artifact may be used by /,
  },
  {
    check: "tablesAboveTenantsHaveOneRole",
    plant: "alter table identity.account_user rename to gone",
    says: /identity\.account_user does not exist/,
  },
  {
    check: "otherPoliciesAreListed",
    plant: "create policy wide on platform.blob for select to bulkhead_data using (true)",
    says: /policy wide on platform\.blob/,
  },
  {
    check: "otherPoliciesAreListed",
    plant:
      "drop policy relay on platform.outbox; create policy relay on platform.outbox to bulkhead_relay using (true)",
    says: /policy relay/,
  },
  {
    check: "keysContainTheTenant",
    plant: "create table data.bad (id uuid primary key, tenant_id uuid)",
    says: /data\.bad has no primary key/,
  },
  {
    check: "keysContainTheTenant",
    plant: "create table data.bad (tenant_id uuid, id uuid, primary key (id, tenant_id))",
    says: /data\.bad has no primary key/,
  },
  {
    check: "keysContainTheTenant",
    plant: "create table data.bad (tenant_id uuid, id uuid, email text unique, primary key (tenant_id, id))",
    says: /bad_email_key of data\.bad/,
  },
  {
    check: "keysContainTheTenant",
    plant: "create unique index leaky on platform.blob (sha256)",
    says: /leaky of platform\.blob/,
  },
  {
    check: "keysContainTheTenant",
    plant: `create table data.parent (tenant_id uuid, id uuid unique, primary key (tenant_id, id));
            create table data.bad (tenant_id uuid, id uuid, parent uuid references data.parent (id), primary key (tenant_id, id))`,
    says: /foreign key bad_parent_fkey of data\.bad does not carry/,
  },
  {
    check: "keysContainTheTenant",
    plant: `create table data.bad (tenant_id uuid, id uuid, epoch boolean references platform.cursor_epoch, primary key (tenant_id, id))`,
    says: /bad_epoch_fkey of data\.bad reaches a table that belongs to no tenant/,
  },
  {
    check: "tablesWithoutTenantAreListed",
    plant: "create table audit.bad (id uuid)",
    says: /audit\.bad has no tenant_id/,
  },
  {
    check: "rolesAreWeak",
    plant: "alter role bulkhead_data bypassrls",
    says: /bulkhead_data is superuser, or may bypass/,
  },
  { check: "rolesAreWeak", plant: "alter role bulkhead_relay superuser", says: /bulkhead_relay is superuser/ },
  {
    check: "rolesAreWeak",
    plant: "grant bulkhead_owner to bulkhead_audit",
    says: /bulkhead_audit is a member of bulkhead_owner/,
  },
  {
    check: "rolesAreWeak",
    plant: "alter table platform.blob owner to bulkhead_data",
    says: /bulkhead_data owns table platform\.blob/,
  },
  { check: "rolesAreWeak", plant: "alter role bulkhead_owner login", says: /bulkhead_owner may sign in/ },
  {
    check: "viewsAskAsTheirCaller",
    plant: "create view data.bad as select * from platform.blob",
    says: /view data\.bad/,
  },
  {
    check: "viewsAskAsTheirCaller",
    plant: "create materialized view data.bad as select * from platform.blob",
    says: /materialised view data\.bad/,
  },
  {
    check: "functionsAreHarmless",
    plant: "create function data.bad() returns int language sql security definer return 1",
    says: /data\.bad\(\) is SECURITY DEFINER/,
  },
  {
    check: "tenantTablesHaveRowSecurity",
    plant: "alter table data.record_text disable row level security",
    says: /data\.record_text/,
  },
  {
    check: "functionsAreHarmless",
    plant: "alter function data.find_texts reset search_path",
    says: /find_texts.* is SECURITY DEFINER and its search_path is not pinned/,
  },
  {
    check: "functionsAreHarmless",
    plant: "alter function platform.current_tenant() volatile",
    says: /current_tenant\(\) is used in a policy and VOLATILE/,
  },
  {
    check: "functionsAreHarmless",
    plant: "create function data.bad() returns int language sql return 1",
    says: /data\.bad\(\) may be executed by every role/,
  },
  {
    check: "columnsHaveADataClass",
    plant: "alter table platform.blob add column hint text",
    says: /platform\.blob\.hint has no comment/,
  },
  {
    check: "columnsHaveADataClass",
    plant: "comment on column platform.blob.sha256 is 'digest'",
    says: /platform\.blob\.sha256 has no comment/,
  },
  {
    check: "grantsAreModest",
    plant: "grant truncate on platform.outbox to bulkhead_data",
    says: /TRUNCATE on platform\.outbox/,
  },
  { check: "grantsAreModest", plant: "grant select on platform.blob to public", says: /public: SELECT/ },
  {
    check: "grantsAreModest",
    plant: "alter default privileges for role bulkhead_owner grant select on tables to bulkhead_relay",
    says: /by default/,
  },
];

describe("a planted fault is noticed", () => {
  test.each(PLANTED)("$check: $plant", async ({ check, plant, says }) => {
    await client.query("begin");
    try {
      await client.query(plant);
      expect(await CHECKS[check]?.(client, exceptions)).toContainEqual(expect.stringMatching(says));
    } finally {
      await client.query("rollback");
    }
  });

  test("a right that nobody listed", async () => {
    await client.query("begin");
    try {
      await client.query("grant select (id) on platform.audit_event to bulkhead_data");
      expect(await grants(client)).toContain("bulkhead_data: SELECT on platform.audit_event (id)");
    } finally {
      await client.query("rollback");
    }
  });

  test("every check has at least one planted fault", () => {
    expect(Object.keys(CHECKS).filter((name) => !PLANTED.some(({ check }) => check === name))).toEqual([]);
  });
});
