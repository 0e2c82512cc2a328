import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { migrate } from "@bulkhead/kernel/migrate.ts";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { createDatabase } from "../../infra/disposable-postgres.ts";
import { TEST_SECRET } from "../../tests/testkit/global-setup.ts";

const MIGRATIONS = path.resolve(import.meta.dirname, "../migrations");

test("blobs from before encryption outlive the upgrade, and uploads that never ended do not", async () => {
  const url = await createDatabase(inject("postgresUrl"), `blobs_${newUuid().replaceAll("-", "")}`);
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-before-blobs-"));
  const client = new pg.Client({ connectionString: url });
  try {
    for (const name of readdirSync(MIGRATIONS))
      if (name < "0005") cpSync(path.join(MIGRATIONS, name), path.join(folder, name));
    await migrate(url, TEST_SECRET, [{ room: "kernel", directory: pathToFileURL(`${folder}/`) }]);
    await client.connect();
    const [tenantId, finished, unfinished, late] = [newUuid(), newUuid(), newUuid(), newUuid()];
    const insert = "insert into platform.blob (tenant_id, id, bytes, sha256) values ($1, $2, $3, sha256('x'))";
    await client.query(insert, [tenantId, finished, 1]);
    await client.query("insert into platform.blob (tenant_id, id) values ($1, $2)", [tenantId, unfinished]);
    await migrate(url, TEST_SECRET, [{ room: "kernel", directory: pathToFileURL(`${MIGRATIONS}/`) }]);
    // A process of the version before, still running, writes as it always did.
    await client.query("insert into platform.blob (tenant_id, id) values ($1, $2)", [tenantId, late]);
    const { rows } = await client.query(
      "select id, format, store, round(extract(epoch from expires_at - now()) / 86400)::int as days from platform.blob order by id",
    );
    expect(rows).toEqual([
      { id: finished, format: 0, store: "postgres", days: null },
      { id: unfinished, format: 0, store: "postgres", days: 1 },
      { id: late, format: 0, store: "postgres", days: 7 },
    ]);
    const { rows: forced } = await client.query(
      "select relforcerowsecurity from pg_class where oid = 'platform.blob'::regclass",
    );
    expect(forced).toEqual([{ relforcerowsecurity: true }]);
  } finally {
    await client.end();
    rmSync(folder, { recursive: true, force: true });
  }
});
