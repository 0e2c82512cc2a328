import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { migrate } from "@bulkhead/kernel/migrate.ts";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { TEST_SECRET } from "../testkit/global-setup.ts";

const kernel = new URL("../../kernel/migrations/", import.meta.url);
const data = new URL("../../subgraphs/data/migrations/", import.meta.url);

test("an import that waited in the room's own queue when the upgrade came is a job afterwards", async () => {
  const before = mkdtempSync(path.join(tmpdir(), "bulkhead-migrations-"));
  cpSync(data, before, { recursive: true, filter: (file) => !/\/(000[3-9]|00[1-9]\d)_/.test(file) });
  const url = await createDatabase(inject("postgresUrl"), `test_${newUuid().replaceAll("-", "")}`);
  const client = new pg.Client({ connectionString: url });
  try {
    const platform = { room: "platform", directory: kernel };
    await migrate(url, TEST_SECRET, [platform, { room: "data", directory: pathToFileURL(`${before}/`) }]);
    await client.connect();
    const [tenant, collection, waiting, done] = [newUuid(), newUuid(), newUuid(), newUuid()];
    await client.query(
      "insert into data.collection (tenant_id, id, name, schema, fields, created_at, created_by) values ($1, $2, 'c', '{}', '[]', now(), 'k')",
      [tenant, collection],
    );
    for (const id of [waiting, done])
      await client.query(
        `insert into data.import (tenant_id, id, collection_id, blob_id, mode, status, bytes, request_id, created_by)
         values ($1, $2, $3, gen_random_uuid(), 'STRICT', 'QUEUED', 1, 'req_x', 'key_x')`,
        [tenant, id, collection],
      );
    await client.query("insert into data.import_queue values ($1, $2)", [tenant, waiting]);
    await migrate(url, TEST_SECRET, [platform, { room: "data", directory: data }]);
    const { rows } = await client.query(
      "select j.id, kind, state, key, requested_by, request_id, payload from platform.job j join platform.job_payload p on p.job_id = j.id",
    );
    const asked = { requested_by: "key_x", request_id: "req_x" };
    expect(rows).toEqual([
      { id: waiting, kind: "data.import", state: "QUEUED", key: waiting, ...asked, payload: { importId: waiting } },
    ]);
    // What was lifted for the upgrade is in force again; one table's owner is meant to see it (docs/adr/0042).
    const open = "select relname from pg_class where relrowsecurity and not relforcerowsecurity";
    expect((await client.query(open)).rows).toEqual([{ relname: "record_text" }]);
  } finally {
    await client.end();
    rmSync(before, { recursive: true, force: true });
  }
});
