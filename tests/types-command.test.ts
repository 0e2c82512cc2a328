import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newTenant } from "./testkit/isolation/server-harness.ts";
import { root } from "./testkit/process.ts";
import { openTestServer, type TestServer, type TestTenant } from "./testkit/server.ts";

let server: TestServer;
let tenant: TestTenant;
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-types-"));
const out = path.join(folder, "collections.d.ts");

beforeAll(async () => {
  server = await openTestServer();
  tenant = await newTenant(server);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

function types(key: string, url = server.address) {
  const argv = [path.join(root, "server/cli.ts"), "types", "--key", key, "--url", url, "--out", out];
  return new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    execFile(process.execPath, argv, (error, output, errors) => {
      resolve({ code: error ? Number(error.code) : 0, output, errors });
    });
  });
}

test("the types of what the key may read are written; a wrong key and a wrong address say what to do", async () => {
  const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  const schema = { type: "object", required: ["n"], properties: { n: { type: "integer" } } };
  await tenant.graphql("Admin", DEFINE, { i: { name: "notes", schema } });
  expect(await types(tenant.keys.Viewer)).toEqual({
    code: 0,
    output: `The types of 1 collections are in ${out}.\n`,
    errors: "",
  });
  const written = readFileSync(out, "utf8");
  expect(written).toContain("export interface Notes {\n  n: number;\n");
  expect(written).toContain("export interface Collections {\n  notes: Notes;\n}");

  const refused = await types("bh_test_nobody");
  expect([refused.code, refused.errors]).toEqual([1, expect.stringMatching(/^bulkhead: .*key/i)]);
  expect((await types(tenant.keys.Viewer, "http://127.0.0.1:1")).errors).toMatch(/cannot be reached. Check --url/);
});
