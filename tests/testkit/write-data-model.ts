import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createDatabase, startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { prepareDatabase } from "@bulkhead/server/prepare-database.ts";
import pg from "pg";
import { dataModel } from "./data-model.ts";

/** `npm run data-model` writes docs/data-model.md, from the catalogue of a database made for this alone. */
const server = await startDisposablePostgres();
try {
  const url = await createDatabase(server.url, "data_model");
  await prepareDatabase(url, randomBytes(32).toString("hex"));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const text = await dataModel(client).finally(() => client.end());
  writeFileSync(new URL("../../docs/data-model.md", import.meta.url), text);
  console.log("docs/data-model.md is written");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await server.stop();
}
