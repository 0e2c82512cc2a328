import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BUILD_TIMEOUT_MS,
  type ObjectStorage,
  startObjectStorage,
  withoutObjectStorage,
} from "./testkit/object-storage.ts";
import { root } from "./testkit/process.ts";
import { openTestServer, type TestServer, type TestTenant } from "./testkit/server.ts";

/** docs/operations/object-storage.md does what it says. */
const page = readFileSync(path.join(root, "docs/operations/object-storage.md"), "utf8");
const [settings = "", curl = ""] = blocks("sh");

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, text]) => text ?? "");
}

const reason = withoutObjectStorage() ?? withoutPrograms();
const SCHEMA = { type: "object", properties: { date: { type: "string" }, rain: { type: "number" } } };

/** What the page's command calls. */
function withoutPrograms(): string | undefined {
  try {
    execFileSync("curl", ["--version"], { stdio: "ignore" });
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return undefined;
  } catch (cause) {
    const reason = "skipped: needs curl and openssl, which the page's command uses";
    if (process.env.CI === "true") throw new Error(reason, { cause });
    console.log(reason);
    return reason;
  }
}

describe.skipIf(reason)("an installation whose files lie in a bucket", () => {
  let storage: ObjectStorage;
  let server: TestServer;
  let tenant: TestTenant;
  let folder: string;
  const before = { ...process.env };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "bulkhead-s3-docs-"));
    storage = await startObjectStorage();
    const { stdout } = await promisify(execFile)("bash", ["-c", `set -e\n${settings}\nenv -0`]);
    const said = Object.fromEntries(stdout.split("\0").map((line) => line.split(/=(.*)/s).slice(0, 2)));
    // The SDK looks there by itself.
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) process.env[name] = said[name];
    const environment = Object.entries(said).filter(([name]) => name.startsWith("BULKHEAD_S3_"));
    expect(environment.map(([name]) => name).sort()).toEqual(
      ["BUCKET", "ENDPOINT", "PATH_STYLE", "REGION"].map((name) => `BULKHEAD_S3_${name}`),
    );
    server = await openTestServer({
      ...(Object.fromEntries(environment) as Record<string, string>),
      BULKHEAD_S3_ENDPOINT: storage.options.endpoint ?? "",
    });
    tenant = await server.tenant();
    const define = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
    await tenant.graphql("Admin", define, { i: { name: "weather", schema: SCHEMA } });
  }, BUILD_TIMEOUT_MS);
  afterAll(async () => {
    await server?.stop();
    await storage?.stop();
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    rmSync(folder, { recursive: true, force: true });
  });

  async function outOfReach(): Promise<string> {
    const [query = ""] = blocks("sql");
    return (await server.databases.owner.pool.query(query)).rows[0].count;
  }

  test("takes a file by the page's command, imports it and removes it", async () => {
    writeFileSync(path.join(folder, "weather.csv"), "date,rain\n2026-03-01,1\n2026-03-02,2\n");
    const env = { ...process.env, BULKHEAD: server.address, KEY: tenant.keys.Developer };
    const { stdout } = await promisify(execFile)("bash", ["-c", `set -eo pipefail\n${curl}`], { cwd: folder, env });
    const { id } = JSON.parse(stdout) as { id: string };
    const read = async () => JSON.parse((await tenant.rest("Viewer", "GET", `/v1/imports/${id}`)).text);
    await expect.poll(async () => (await read()).status, { timeout: 20_000 }).toBe("SUCCEEDED");
    expect(await read()).toMatchObject({ rows_stored: 2 });
    const tenantId = decodeId("tenant", tenant.tenantId, "tenant");
    await expect.poll(() => readdirSync(storage.folder).includes(tenantId)).toBe(false);
    expect(await outOfReach()).toBe("0");
  });

  test("keeps it in the bucket until then, as the page's query counts, and none of it in the database", async () => {
    const tenantId = decodeId("tenant", tenant.tenantId, "tenant");
    async function* source(): AsyncGenerator<Buffer> {
      yield Buffer.from("date\n2026-03-01\n");
    }
    const blob = await server.platform.blobs.gateway.put(tenantId, source(), { maxBytes: 100 });
    expect(readdirSync(path.join(storage.folder, tenantId))).toEqual([blob.id]);
    expect(await outOfReach()).toBe("1");
    const { rows } = await server.databases.owner.pool.query("select count(*) from platform.blob_chunk");
    expect(rows[0].count).toBe("0");
    await server.platform.blobs.data.delete(tenantId, blob.id);
  });
});

test("the page's policy is one that S3 can read", () => {
  const [policy = ""] = blocks("json");
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  expect(Statement.flatMap(({ Action }) => Action).every((action) => /^s3:[A-Z]\w+$/.test(action))).toBe(true);
});
