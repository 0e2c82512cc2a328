import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";

let server: TestServer;
let tenant: TestTenant;

beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
}, 120_000);
afterAll(() => server.stop());

test("what the guide says to send ends as it says", async () => {
  const guide = readFileSync(new URL("../../docs/guides/export.md", import.meta.url), "utf8");
  const commands = [...guide.matchAll(/```sh\n([^`]*)```/g)].map(([, command = ""]) => command);
  const { address, publicOrigin } = server;
  // Each as it stands there, in one shell, since they share variables; a link has the address that clients know.
  const pasted = commands
    .join("echo\n")
    .replaceAll("http://localhost:4000", address)
    .replace('"$LINK"', `"${address}\${LINK#${publicOrigin}}"`);
  const env = { ...process.env, KEY: tenant.keys.Admin };
  const { stdout } = await promisify(execFile)("bash", ["-c", pasted], { env });
  const lines = stdout.split(/\r?\n/);
  const [defined, exported, again] = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  expect(defined.data.defineCollection.collection.id).toMatch(/^col_/);
  expect(exported).toMatchObject({ status: "SUCCEEDED", progress: 1, records_written: 3, failure: null });
  expect(exported.sha256).toMatch(/^[0-9a-f]{64}$/);
  const header = lines.indexOf("name,weight");
  expect(lines.slice(header, header + 4)).toEqual(["name,weight", "hammer,1.5", "saw,0.75", "'=cutter,2"]);
  const told = lines.filter((line) => line.startsWith("data: ")).map((line) => JSON.parse(line.slice(6)));
  // It had ended by then: this is all there is to hear.
  expect(told).toEqual([{ ...exported, records_per_second: null, expected_end_at: null }]);
  expect(lines).toContain("same");
  expect(again).toMatchObject({ status: "SUCCEEDED", rows_read: 3, rows_rejected: 0 });
}, 120_000);
