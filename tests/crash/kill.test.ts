import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, newInstallation, type Running, root, run } from "../testkit/process.ts";

const ROWS = 60_000;
let installation: Installation;
let server: Running;
let key = "";

const start = async () => {
  const started = run(process.execPath, [path.join(root, "server/main.ts")], installation.environment);
  await started.printed("Bulkhead is running", 90_000);
  return started;
};

beforeAll(async () => {
  installation = await newInstallation();
  server = await start();
  key = JSON.parse(readFileSync(path.join(installation.dataDir, "demo.json"), "utf8")).globex.key;
}, 120_000);

afterAll(async () => {
  server.child.kill("SIGTERM");
  await server.ended;
  installation.remove();
});

async function call(
  pathname: string,
  init: RequestInit = {},
): Promise<{ status: number; body: Record<string, never> }> {
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
    ...(init.headers as Record<string, string>),
  };
  const answer = await fetch(installation.address + pathname, {
    ...init,
    headers,
    signal: AbortSignal.timeout(20_000),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
}

async function graphql<T>(query: string, variables?: unknown): Promise<T> {
  const { body } = await call("/graphql", { method: "POST", body: JSON.stringify({ query, variables }) });
  const { data, errors } = body as unknown as { data: T; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

interface Page<Node> {
  page: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

/** Every node of a list; the query names the list `page` and takes `$after`. */
async function all<Node>(query: string): Promise<Node[]> {
  const found: Node[] = [];
  for (let after: string | null = null; ; ) {
    const { page }: Page<Node> = await graphql<Page<Node>>(query, { after });
    found.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return found;
    after = page.pageInfo.endCursor;
  }
}

/** The number `n` of every record of a collection. */
async function numbers(collection: string): Promise<number[]> {
  const records = await all<{ data: { n: number } }>(
    `query($after: String) { page: records(collection: "${collection}", first: 500, after: $after) {
      nodes { data } pageInfo { hasNextPage endCursor } } }`,
  );
  return records.map((record) => record.data.n);
}

async function define(name: string, properties: Record<string, unknown>): Promise<void> {
  await graphql("mutation($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }", {
    i: { name, schema: { type: "object", additionalProperties: false, properties } },
  });
}

test("kill -9 in the middle of an import and of a storm of mutations loses nothing acknowledged, and the restart finishes the import", async () => {
  await define("crash_rows", { n: { type: "integer", "x-indexed": true } });
  await define("crash_notes", { n: { type: "integer" } });
  const csv = `n\n${Array.from({ length: ROWS }, (_, n) => n).join("\n")}\n`;
  const accepted = await call("/v1/collections/crash_rows/imports?mode=partial", {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body: csv,
  });
  expect(accepted.status).toBe(202);
  const importId = (accepted.body as unknown as { id: string }).id;

  const acknowledged: number[] = [];
  let dead = false;
  let n = 0;
  const storm = async () => {
    while (!dead) {
      const mine = n++;
      try {
        const { status } = await call("/v1/collections/crash_notes/records", {
          method: "POST",
          body: JSON.stringify({ data: { n: mine } }),
        });
        if (status === 201) acknowledged.push(mine);
      } catch {
        return;
      }
    }
  };
  const storms = Array.from({ length: 8 }, storm);
  // Kill once the import is provably in the middle.
  for (;;) {
    const { import: progress } = await graphql<{ import: { status: string; rowsStored: number } }>(
      "query($id: ID!) { import(id: $id) { status rowsStored } }",
      { id: importId },
    );
    expect(progress.status).not.toBe("SUCCEEDED");
    if (progress.rowsStored > 0) break;
  }
  server.child.kill("SIGKILL");
  dead = true;
  await Promise.all([server.ended, ...storms]);
  expect(acknowledged.length).toBeGreaterThan(0);

  server = await start();
  for (;;) {
    const { import: progress } = await graphql<{
      import: { status: string; rowsStored: number; rowsRejected: number };
    }>("query($id: ID!) { import(id: $id) { status rowsStored rowsRejected } }", { id: importId });
    if (progress.status === "SUCCEEDED") {
      expect(progress).toMatchObject({ rowsStored: ROWS, rowsRejected: 0 });
      break;
    }
    expect(["QUEUED", "RUNNING"]).toContain(progress.status);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const rows = await numbers("crash_rows");
  expect(rows.length).toBe(ROWS);
  expect(new Set(rows).size).toBe(ROWS);
  const notes = new Set(await numbers("crash_notes"));
  expect(acknowledged.filter((one) => !notes.has(one))).toEqual([]);

  // Each stored note has exactly one audit event: change, event and audit are one.
  const creates = await all(
    `query($after: String) { page: auditEvents(filter: { action: "record.create" }, first: 500, after: $after) {
      nodes { id } pageInfo { hasNextPage endCursor } } }`,
  );
  expect(creates.length).toBe(notes.size);
}, 180_000);
