import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { createClient } from "graphql-sse";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openStream, type Streaming } from "../testkit/event-stream.ts";
import { operatorOf } from "../testkit/lifecycle.ts";
import { openTestServer, type RoleName, type TestServer, type TestTenant } from "../testkit/server.ts";

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server?.stop());
beforeEach(async () => {
  tenant = await server.tenant();
  const schema = { type: "object", properties: { n: { type: "integer", "x-indexed": true } } };
  await tenant.graphql("Admin", DEFINE, { i: { name: "notes", schema } });
});

const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const UPDATE = "mutation ($i: UpdateRecordInput!) { updateRecord(input: $i) { record { id } } }";
const CHANGES = `subscription ($after: String, $snapshot: Boolean, $filter: [RecordFilter!]) {
  recordChanged(collection: "notes", after: $after, snapshot: $snapshot, filter: $filter) { kind record { data } } }`;

async function add(n: number): Promise<string> {
  const { data, errors } = await tenant.graphql("Admin", CREATE, { i: { collection: "notes", data: { n } } });
  if (errors) throw new Error(JSON.stringify(errors));
  return (data as { createRecord: { record: { id: string } } }).createRecord.record.id;
}

const bearer = (role: RoleName = "Viewer") => ({ authorization: `Bearer ${tenant.keys[role]}` });
const rest = (query = "", headers: Record<string, string> = {}, role?: RoleName) =>
  openStream(`${server.address}/v1/collections/notes/changes${query}`, { headers: { ...bearer(role), ...headers } });
const post = (body: unknown, headers: Record<string, string> = {}) =>
  openStream(`${server.address}/graphql`, {
    method: "POST",
    headers: { ...bearer(), accept: "text/event-stream", "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const shown = (events: { data: string }[]) => {
  return events.map(({ data }) => JSON.parse(data) as { kind: string; record: { data: { n: number } } | null });
};
const numbers = (events: { data: string }[]) => shown(events).map(({ record }) => record?.data.n);

describe("GET /v1/collections/{name}/changes", () => {
  test("snapshot, then changes, each with its cursor as id; Last-Event-ID resumes after it wherever it broke", async () => {
    const ids = [await add(1), await add(2), await add(30)];
    const query = "?snapshot=true&filter[n][lessThan]=10";
    const stream = await rest(query);
    expect(stream.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(stream.headers.get("cache-control")).toBe("no-store");
    expect(stream.headers.get("x-accel-buffering")).toBe("no");
    const first = await stream.take(3);
    expect(shown(first).map(({ kind }) => kind)).toEqual(["SNAPSHOT", "SNAPSHOT", "SNAPSHOT_END"]);
    expect(JSON.parse(first[0]?.data ?? "")).toMatchObject({ record_id: ids[0], cursor: first[0]?.id });
    await tenant.graphql("Admin", UPDATE, { i: { id: ids[1], version: 1, data: { n: 20 } } });
    await add(3);
    const changes = await stream.take(2);
    expect(shown(changes).map(({ kind }) => kind)).toEqual(["LEFT", "CREATED"]);
    stream.close();

    const again = await rest(query, { "last-event-id": first[1]?.id ?? "" });
    expect(shown(await again.take(2)).map(({ kind }) => kind)).toEqual(["SNAPSHOT", "SNAPSHOT_END"]);
    // What it had seen before it broke may come once more.
    while (shown(await again.take(1))[0]?.kind !== "LEFT");
    again.close();
    const later = await rest(query, { "last-event-id": changes[0]?.id ?? "" });
    expect(numbers(await later.take(1))).toEqual([3]);
    later.close();
    const after = await rest(`?after=${changes[0]?.id}`);
    expect(numbers(await after.take(1))).toEqual([3]);
    after.close();
  });

  test.each([
    ["a parameter it does not know", "?since=1", {}, 400, "BAD_USER_INPUT"],
    ["snapshot neither true nor false", "?snapshot=1", {}, 400, "BAD_USER_INPUT"],
    ["a field that is not declared", "?filter[none]=1", {}, 400, "FIELD_UNKNOWN"],
    ["a value of another type", "?filter[n]=x", {}, 400, "BAD_USER_INPUT"],
    ["a cursor of nothing", "?after=x", {}, 400, "INVALID_CURSOR"],
    ["an id of nothing", "", { "last-event-id": "s.x" }, 400, "INVALID_CURSOR"],
    ["no credential", "", { authorization: "" }, 401, "UNAUTHENTICATED"],
  ])("%s is refused before the stream begins", async (_what, query, headers, status, code) => {
    const stream = await rest(query, headers);
    expect([stream.status, JSON.parse(stream.text).code]).toEqual([status, code]);
  });

  test("the changes of a collection that is not there are nothing", async () => {
    const stream = await openStream(`${server.address}/v1/collections/none/changes`, { headers: bearer() });
    expect([stream.status, JSON.parse(stream.text).code]).toEqual([404, "NOT_FOUND"]);
  });
});

/** Ends within a second or so of what takes the right to be there away, and says why. */
async function endedBy(act: () => Promise<unknown>, stream: Streaming, code: string): Promise<void> {
  await act();
  expect(await stream.ended(3_000)).toBe(true);
  const { name, data } = stream.events.at(-1) ?? { name: "", data: "{}" };
  expect([name, JSON.parse(data).code]).toEqual(["closed", code]);
}

describe("a stream on which nothing happens ends with the right to read it", () => {
  test("when its key is revoked", async () => {
    const stream = await rest();
    const REVOKE = "mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }";
    const { data } = await tenant.graphql("Viewer", "{ me { actor { id } } }");
    const { id } = (data as { me: { actor: { id: string } } }).me.actor;
    await endedBy(() => tenant.graphql("Admin", REVOKE, { id }), stream, "UNAUTHENTICATED");
  });

  test("when its tenant is suspended", async () => {
    const stream = await rest();
    await endedBy(() => operatorOf(server, tenant).suspend("unpaid"), stream, "TENANT_SUSPENDED");
  });
});

test("what the guide says to send is answered as it says", async () => {
  const guide = readFileSync(new URL("../../docs/guides/realtime.md", import.meta.url), "utf8");
  const schema = { type: "object", properties: { precipitation: { type: "number", "x-indexed": true } } };
  await tenant.graphql("Admin", DEFINE, { i: { name: "weather", schema } });
  const data = { precipitation: 12 };
  await tenant.graphql("Admin", CREATE, { i: { collection: "weather", data } });
  const [, query = ""] = /```graphql\n([^`]*)```/.exec(guide) ?? [];
  const [command = ""] = /curl [^`]*/.exec(guide) ?? [];
  const stream = await post({ query });
  const [first, second] = await stream.take(2);
  expect(first?.data).toContain('"SNAPSHOT"');
  expect(second?.data).toContain('"SNAPSHOT_END"');
  expect(first?.id).toMatch(/^s\./);
  stream.close();
  // As it stands there: brackets in an address mean something to curl itself.
  const pasted = `${command.trim().replace("http://localhost:4000", server.address)} --no-progress-meter --max-time 3 || true`;
  const { stdout, stderr } = await promisify(execFile)("bash", ["-c", pasted], {
    env: { ...process.env, KEY: tenant.keys.Viewer },
  });
  expect(stderr).not.toContain("bad range");
  expect(stdout).toMatch(/^id: s\./m);
  expect(stdout).toContain('"SNAPSHOT_END"');
});

describe("GraphQL over server-sent events", () => {
  test("its client of reference follows changes, and is told of refusals", async () => {
    const client = createClient({ url: `${server.address}/graphql`, headers: bearer(), retryAttempts: 0 });
    const events = client.iterate<{ recordChanged: { kind: string; record: { data: { n: number } } } }>({
      query: CHANGES,
      variables: { snapshot: true },
    });
    await add(7);
    const seen: unknown[] = [];
    for await (const { data } of events) {
      seen.push([data?.recordChanged.kind, data?.recordChanged.record?.data.n]);
      if (seen.length === 1) await add(8);
      if (seen.length === 3) break;
    }
    expect(seen).toContainEqual(["SNAPSHOT_END", undefined]);
    expect(seen.flat()).toContain(8);
    const { data } = (await client.iterate({ query: "{ me { roles } }" }).next()).value ?? {};
    expect(data).toEqual({ me: { roles: ["Viewer"] } });
    const refused = client.iterate({ query: CHANGES, variables: { after: "x" } }).next();
    await expect(refused).rejects.toMatchObject({ response: { status: 400 } });
    client.dispose();
  });

  test("Last-Event-ID counts for more than the document's own `after`, by POST and by GET", async () => {
    const stream = await post({ query: CHANGES });
    await add(1);
    await add(2);
    const [one, two] = await stream.take(2);
    expect(one?.name).toBe("next");
    stream.close();
    const again = await post({ query: CHANGES, variables: { after: two?.id } }, { "last-event-id": one?.id ?? "" });
    expect((await again.take(1))[0]).toEqual(two);
    again.close();
    const url = `${server.address}/graphql?${new URLSearchParams({ query: CHANGES, variables: `{"after":"${one?.id}"}` })}`;
    const got = await openStream(url, { headers: { ...bearer(), accept: "text/event-stream" } });
    expect((await got.take(1))[0]).toEqual(two);
    got.close();
  });

  test("a query is one event and the end; what is refused before it begins is refused by status", async () => {
    const stream = await post({ query: "{ me { roles } }" });
    expect(await stream.take(2)).toEqual([
      { name: "next", id: undefined, data: '{"data":{"me":{"roles":["Viewer"]}}}' },
      { name: "complete", id: undefined, data: "" },
    ]);
    const all = { accept: "application/graphql-response+json, application/json, text/event-stream" };
    expect((await post({ query: "{ me { roles } }" }, all)).headers.get("content-type")).toContain("json");
    const both = await post({ query: CHANGES }, all);
    expect(both.headers.get("content-type")).toContain("text/event-stream");
    both.close();
    const codes = async (init: Promise<Streaming>) => {
      const { status, text } = await init;
      return [status, JSON.parse(text).errors?.[0]?.extensions.code];
    };
    expect(await codes(post({ query: "{ nothing }" }))).toEqual([400, "GRAPHQL_VALIDATION_FAILED"]);
    expect(await codes(post({ query: 3 }))).toEqual([400, "BAD_USER_INPUT"]);
    expect(await codes(post([]))).toEqual([400, "BAD_USER_INPUT"]);
    expect(await codes(post({ query: CHANGES }, { authorization: "" }))).toEqual([401, "UNAUTHENTICATED"]);
    expect(await codes(post({ query: DEFINE, variables: { i: { name: "x", schema: {} } } }))).toEqual([
      403,
      "FORBIDDEN",
    ]);
    const mutation = `${server.address}/graphql?${new URLSearchParams({ query: DEFINE, variables: "{}" })}`;
    const got = openStream(mutation, { headers: { ...bearer("Admin"), accept: "text/event-stream" } });
    expect(await codes(got)).toEqual([405, "METHOD_NOT_ALLOWED"]);
  });
});
