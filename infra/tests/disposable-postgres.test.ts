import postgres from "postgres";
import { expect, test } from "vitest";
import { createDatabase, startDisposablePostgres } from "../disposable-postgres.ts";
import { isAlive } from "../process-identity.ts";

test("a throwaway server copies databases from a template and leaves nothing behind", async () => {
  const server = await startDisposablePostgres();
  const template = await createDatabase(server.url, "template_app");
  const first = postgres(template, { max: 1 });
  await first`create table greeting as select 'hello' as word`;
  await first.end();
  const copy = postgres(await createDatabase(server.url, "copy", "template_app"), { max: 1 });
  expect(await copy`select word from greeting`).toEqual([{ word: "hello" }]);
  await copy.end();
  await server.stop();
  expect(isAlive(server.pid)).toBe(false);
});
