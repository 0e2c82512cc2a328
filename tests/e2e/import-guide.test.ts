import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { until } from "../testkit/until.ts";

let server: TestServer;
let tenant: TestTenant;

beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
}, 60_000);
afterAll(() => server.stop());

interface Import {
  status: string;
  format: string;
  encoding: string;
  compression: string;
  delimiter: string | null;
  rows_stored: number;
  rows_rejected: number;
  failure: { code: string } | null;
}

test("what the guides say to send ends as they say", async () => {
  const guides = ["import", "import-actions", "uploads"].map((name) =>
    readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), "utf8"),
  );
  const commands = [...guides.join("").matchAll(/```sh\n([^`]*)```/g)].map(([, command = ""]) => command);
  // Each as it stands there, in one shell, since they share a variable.
  const pasted = commands.join("echo\n").replaceAll("http://localhost:4000", server.address);
  const env = { ...process.env, KEY: tenant.keys.Admin };
  const { stdout } = await promisify(execFile)("bash", ["-c", pasted], { env });
  const answers = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  const [defined, first, report, western, packed, profile, register, , upserted, made, again, uploaded] = answers;
  expect(defined.data.defineCollection.collection.id).toMatch(/^col_/);
  expect(first).toMatchObject({ status: "SUCCEEDED", delimiter: "SEMICOLON", rows_stored: 2, rows_rejected: 1 });
  expect(report.data).toMatchObject([{ line: 4, column: "born", field: "/born", code: "VALUE_TYPE", value: "e***y" }]);

  const ended = async ({ id }: { id: string }): Promise<Import> => {
    const look = async () => JSON.parse((await tenant.rest("Admin", "GET", `/v1/imports/${id}`)).text) as Import;
    await until(async () => !["QUEUED", "RUNNING"].includes((await look()).status), 20_000);
    return look();
  };
  expect(await ended(western)).toMatchObject({ encoding: "WINDOWS_1252", delimiter: "PIPE", rows_stored: 1 });
  expect(await ended(packed)).toMatchObject({
    format: "NDJSON",
    compression: "GZIP",
    rows_stored: 1,
    rows_rejected: 1,
  });
  expect(profile).toMatchObject({ name: "register", others: "IGNORE", version: 1 });
  expect(await ended(register)).toMatchObject({ status: "SUCCEEDED", profile: "register", rows_stored: 1 });
  expect(await ended(upserted)).toMatchObject({ status: "SUCCEEDED", records_created: 2 });
  expect(again.id).toBe(made.id);
  expect(await ended(made)).toMatchObject({ status: "SUCCEEDED", rows_stored: 1 });
  expect(await ended(uploaded)).toMatchObject({ status: "SUCCEEDED", mode: "PARTIAL", rows_stored: 1 });
  const { text } = await tenant.rest("Admin", "GET", "/v1/collections/people/records");
  expect(
    JSON.parse(text)
      .data.map(({ data }: { data: { name: string } }) => data.name)
      .sort(),
  ).toEqual(["Ada", "Anders Ångström", "Barbara", "Emmy", "Grace", "Katherine"]);
}, 60_000);
