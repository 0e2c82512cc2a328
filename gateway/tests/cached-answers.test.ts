import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";
import { until } from "../../tests/testkit/until.ts";

let server: TestServer;
let tenants: TestTenant[];

const SCHEMA = {
  type: "object",
  properties: { text: { type: "string", maxLength: 100, "x-indexed": true } },
  additionalProperties: false,
};
const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id version } } }";
const CREATE_ROLE = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { name } } }";
const UPDATE_ROLE = "mutation ($i: UpdateRoleInput!) { updateRole(input: $i) { role { version } } }";
const CREATE_KEY = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key } }";
const NOTES =
  '{ records(collection: "notes") { nodes { id collection data version createdBy { id } } pageInfo { endCursor } } }';

beforeAll(async () => {
  server = await openTestServer();
  tenants = [await server.tenant(), await server.tenant()];
  for (const tenant of tenants)
    for (const name of ["notes", "tasks"]) {
      await change(tenant, DEFINE, { name, schema: SCHEMA });
      await change(tenant, CREATE, { collection: name, data: { text: `${name} of ${tenant.slug}` } });
    }
}, 60_000);

afterAll(() => server.stop());

async function change(tenant: TestTenant, mutation: string, i: object): Promise<Record<string, unknown>> {
  const { data, errors } = await tenant.graphql("Admin", mutation, { i });
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0] as Record<string, unknown>;
}

async function keyOf(tenant: TestTenant, role: string): Promise<string> {
  return String((await change(tenant, CREATE_KEY, { name: role, role })).key);
}

interface Question {
  query: string;
  variables?: object;
  cacheControl?: string;
  accept?: string;
}

async function ask(key: string, { query, variables, cacheControl, accept }: Question) {
  const { status, headers, text } = await server.rest(key, "POST", "/graphql", JSON.stringify({ query, variables }), {
    "content-type": "application/json",
    ...(cacheControl === undefined ? {} : { "cache-control": cacheControl }),
    ...(accept === undefined ? {} : { accept }),
  });
  return {
    status,
    cacheStatus: headers.get("cache-status"),
    age: headers.get("age"),
    text: text.replaceAll(/req_[0-9a-z]{26}/g, "req"),
  };
}

/** News of what was written before is over for a second, so that answers are kept again. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 1_300));
const OLD = "max-age=600";

/** Asks until the answer is kept, which it is not while news is late or just over. */
const untilKept = (key: string, query: string) =>
  until(async () => (await ask(key, { query, cacheControl: OLD })).cacheStatus === "Bulkhead; hit");

describe("an answer from the cache", () => {
  test("is given to whoever asks for one, byte for byte, and says how old it is", async () => {
    const [{ keys }] = tenants as [TestTenant];
    await settled();
    const fresh = await ask(keys.Viewer, { query: NOTES });
    expect([fresh.cacheStatus, fresh.age]).toEqual([null, null]);
    const first = await ask(keys.Viewer, { query: NOTES, cacheControl: OLD });
    expect(first).toEqual({ ...fresh, cacheStatus: "Bulkhead; fwd=miss; stored" });
    await untilKept(keys.Viewer, NOTES);
    const second = await ask(keys.Viewer, { query: NOTES, cacheControl: OLD });
    expect({ ...second, age: null }).toEqual({ ...fresh, cacheStatus: "Bulkhead; hit" });
    expect(Number(second.age)).toBeLessThan(60);
    const negotiated = { query: NOTES, cacheControl: OLD, accept: "application/graphql-response+json" };
    expect((await ask(keys.Viewer, negotiated)).cacheStatus).toBe("Bulkhead; hit");
  });

  test.each([
    ["nothing", undefined, null],
    ["max-age=0, as a browser that reloads", "max-age=0", null],
    ["no-store", "max-age=600, no-store", null],
    ["no-cache", "No-Cache, max-age=600", "Bulkhead; fwd=request; stored"],
    ["something unknown", "max-age=600, community=UCI", "Bulkhead; hit"],
    ["an age that is no number", "max-age=soon", null],
    ["an age in quotes", 'max-age="600"', "Bulkhead; hit"],
    ["two ages", "max-age=600, max-age=0", null],
  ])("is given by what the request says: %s", async (_, cacheControl, cacheStatus) => {
    const [{ keys }] = tenants as [TestTenant];
    await untilKept(keys.Viewer, NOTES);
    const asked = await ask(keys.Viewer, { query: NOTES, ...(cacheControl ? { cacheControl } : {}) });
    expect(asked.cacheStatus).toBe(cacheStatus);
  });

  test.each([
    ["a name that identity knows", '{ records(collection: "notes") { nodes { createdBy { name } } } }'],
    ["the caller", "{ me { actor { id } } }"],
    ["one field more that is not declared", "{ collections { id } imports(first: 1) { nodes { id } } }"],
    ["the schema", "{ __schema { queryType { name } } collections { id } }"],
  ])("is never one with %s", async (_, query) => {
    const [{ keys }] = tenants as [TestTenant];
    for (let times = 0; times < 2; times++)
      expect((await ask(keys.Admin, { query, cacheControl: OLD })).cacheStatus).toBe(
        "Bulkhead; fwd=bypass; detail=operation",
      );
  });

  test("is never a refusal or a fault", async () => {
    const [{ keys }] = tenants as [TestTenant];
    for (let times = 0; times < 2; times++) {
      const asked = await ask(keys.Viewer, { query: '{ collection(name: "nothing") { id } }', cacheControl: OLD });
      expect([asked.cacheStatus, asked.text.includes("NOT_FOUND")]).toEqual(["Bulkhead; fwd=miss", true]);
    }
  });

  test("is one answer for other variables and another", async () => {
    const [{ keys }] = tenants as [TestTenant];
    const query = 'query ($f: [RecordFilter!]) { records(collection: "notes", filter: $f) { nodes { id } } }';
    const answers = [];
    for (const text of ["null", "1e999", '"Infinity"', "1"]) {
      const body = `{"query":${JSON.stringify(query)},"variables":{"f":[{"field":"text","equals":${text}}]}}`;
      const { headers } = await server.rest(keys.Viewer, "POST", "/graphql", body, {
        "content-type": "application/json",
        "cache-control": OLD,
      });
      answers.push(headers.get("cache-status"));
    }
    expect(answers).not.toContain("Bulkhead; hit");
  });
});

test("a change is seen at once by whoever asks for no cache, and soon by everybody", async () => {
  const tenant = await server.tenant();
  const { keys } = tenant;
  const json = { "content-type": "application/json" };
  const rest = async (method: string, path: string, body?: string, headers: Record<string, string> = json) => {
    const { status, text } = await tenant.rest("Admin", method, path, body, headers);
    expect([path, status < 300]).toEqual([path, true]);
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const question = {
    query: '{ collections { name } records(collection: "notes") { nodes { data version } } }',
  };
  let id = "";
  const changes: [string, (text: string) => boolean, () => Promise<unknown>][] = [
    ["define", (text) => text.includes('"later"'), () => change(tenant, DEFINE, { name: "later", schema: SCHEMA })],
    [
      "create",
      (text) => text.includes("one"),
      async () => {
        id = String((await rest("POST", "/v1/collections/notes/records", '{"data":{"text":"one"}}')).id);
      },
    ],
    [
      "update",
      (text) => text.includes("two"),
      () => rest("PUT", `/v1/records/${id}`, '{"version":1,"data":{"text":"two"}}'),
    ],
    ["delete", (text) => !text.includes("two"), () => rest("DELETE", `/v1/records/${id}`, undefined, {})],
    [
      "import",
      (text) => text.includes("three"),
      () => rest("POST", "/v1/collections/notes/imports", "text\nthree\n", { "content-type": "text/csv" }),
    ],
  ];
  await change(tenant, DEFINE, { name: "notes", schema: SCHEMA });
  const kept = { ...question, cacheControl: OLD };
  for (const [what, isSeen, make] of changes) {
    await untilKept(keys.Viewer, question.query);
    expect([what, isSeen((await ask(keys.Viewer, kept)).text)]).toEqual([what, false]);
    await make();
    // An import goes on by itself.
    if (what === "import") await until(async () => isSeen((await ask(keys.Viewer, question)).text), 15_000);
    else expect([what, isSeen((await ask(keys.Viewer, question)).text)]).toEqual([what, true]);
    await until(async () => isSeen((await ask(keys.Viewer, kept)).text));
  }
}, 60_000);

test("whoever asks, by whatever way: an answer from the cache is the one that the same caller would have had", async () => {
  const callers: { key: string; tenant: TestTenant }[] = [];
  for (const tenant of tenants) {
    const base = { description: "x", permissions: ["record:read", "collection:read"] };
    await change(tenant, CREATE_ROLE, { ...base, name: "All" });
    await change(tenant, CREATE_ROLE, { ...base, name: "Notes only", collections: ["notes"] });
    await change(tenant, CREATE_ROLE, { ...base, name: "Tasks only", collections: ["tasks"] });
    await change(tenant, CREATE_ROLE, { ...base, name: "Records only", permissions: ["record:read"] });
    for (const key of Object.values(tenant.keys)) callers.push({ key, tenant });
    for (const role of ["All", "Notes only", "Tasks only", "Records only"])
      callers.push({ key: await keyOf(tenant, role), tenant });
  }
  const ids = await Promise.all(
    tenants.map(async ({ keys }) => /rec_\w+/.exec((await ask(keys.Viewer, { query: NOTES })).text)?.[0] ?? ""),
  );
  const post = (query: string, variables?: object) => ({
    method: "POST",
    path: "/graphql",
    body: JSON.stringify({ query, variables }),
  });
  const get = (path: string) => ({ method: "GET", path, body: undefined });
  const requests = [
    post(NOTES),
    post("{ collections { name schema } }"),
    post('{ collection(name: "tasks") { name indexedFields } }'),
    post("query ($c: String!) { records(collection: $c) { edges { node { data } } } }", { c: "tasks" }),
    get("/v1/collections/notes/records"),
    get("/v1/collections/tasks/records"),
    get(`/graphql?query=${encodeURIComponent(NOTES)}`),
    ...ids.flatMap((id) => [
      post("query ($id: ID!) { record(id: $id) { id data } }", { id }),
      get(`/v1/records/${id}`),
    ]),
  ];
  const send = async (key: string, { method, path, body }: (typeof requests)[number], cached: boolean) => {
    const headers = {
      ...(body === undefined ? { "apollo-require-preflight": "true" } : { "content-type": "application/json" }),
      ...(cached ? { "cache-control": OLD } : {}),
    };
    const { status, headers: told, text } = await server.rest(key, method, path, body, headers);
    return {
      answer: `${status} ${text.replaceAll(/req_[0-9a-z]{26}/g, "req")}`,
      hit: told.get("cache-status") === "Bulkhead; hit",
    };
  };
  await settled();
  const due = new Map<string, string>();
  for (const [at, { key }] of callers.entries())
    for (const [which, request] of requests.entries())
      due.set(`${at} ${which}`, (await send(key, request, false)).answer);
  // Otherwise nothing could have crossed.
  expect(new Set(due.values()).size).toBeGreaterThan(12);

  let hits = 0;
  const at = fc.nat({ max: callers.length - 1 });
  const which = fc.nat({ max: requests.length - 1 });
  await fc.assert(
    fc.asyncProperty(at, which, async (at, which) => {
      const { answer, hit } = await send(callers[at]?.key ?? "", requests[which] ?? get("/"), true);
      if (hit) hits++;
      expect(answer).toBe(due.get(`${at} ${which}`));
    }),
    { numRuns: 250 },
  );
  expect(hits).toBeGreaterThan(40);
}, 60_000);

test("a role that has just lost a permission or a collection gets nothing of what lies in the cache", async () => {
  const [tenant] = tenants as [TestTenant];
  const role = {
    name: "Waning",
    description: "x",
    permissions: ["record:read", "collection:read"],
    collections: ["notes"],
  };
  await change(tenant, CREATE_ROLE, role);
  const key = await keyOf(tenant, "Waning");
  const question = { query: NOTES, cacheControl: OLD };
  await untilKept(key, NOTES);
  await change(tenant, UPDATE_ROLE, { name: "Waning", version: 1, collections: ["tasks"] });
  await until(async () => (await ask(key, { query: NOTES })).text.includes("NOT_FOUND"));
  expect((await ask(key, question)).text).toContain("NOT_FOUND");
  await change(tenant, UPDATE_ROLE, { name: "Waning", version: 2, permissions: ["job:read"] });
  await until(async () => (await ask(key, { query: NOTES })).text.includes("FORBIDDEN"));
  const refused = await ask(key, question);
  expect([refused.cacheStatus, refused.text.includes("FORBIDDEN")]).toEqual([null, true]);
});
