import { encodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServerHarness, type ServerHarness } from "../testkit/isolation/server-harness.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";
import { subscribe } from "../testkit/socket.ts";

/** The tenant comes from the credential: whatever else a request says about tenants moves nobody. */
let server: TestServer;
let harness: ServerHarness;
let mine: string;
let theirs: string;
let uuid: string;

beforeAll(async () => {
  server = await openTestServer();
  harness = await openServerHarness(server);
  mine = encodeId("tenant", harness.own.tenantId);
  theirs = harness.worlds.foreign.tenant;
  uuid = harness.foreign.tenantId;
}, 60_000);

afterAll(() => server.stop());

const QUERY = "{ tenant { id slug } collections { nodes { name } } users { nodes { name } } }";

function expectOwn(body: string): void {
  expect(body).toContain(mine);
  expect(body).not.toContain(theirs);
  expect(body).not.toContain(harness.marks.foreign.name);
  expect(body).not.toContain(harness.marks.foreign.content);
}

async function ask(body: Record<string, unknown>, headers: Record<string, string> = {}, path = "/graphql") {
  return server.rest(harness.key("Admin"), "POST", path, JSON.stringify(body), {
    "content-type": "application/json",
    ...headers,
  });
}

describe("a header", () => {
  const names = [
    "x-tenant-id",
    "x-tenant",
    "tenant",
    "tenant-id",
    "x-bulkhead-tenant",
    "x-user-id",
    "x-principal",
    "x-roles",
  ];
  const forwarding = ["x-forwarded-host", "x-original-url", "x-forwarded-user", "cookie"];
  test.each([...names, ...forwarding])("%s", async (name) => {
    for (const value of [theirs, uuid, harness.foreign.slug, `tenant_id=${uuid}`])
      expectOwn((await ask({ query: QUERY }, { [name]: value })).text);
  });

  test("a second Authorization header", async () => {
    const { text } = await ask(
      { query: QUERY },
      {
        "x-authorization": `Bearer ${harness.foreign.keys.Admin}`,
        "proxy-authorization": `Bearer ${harness.foreign.keys.Admin}`,
      },
    );
    expectOwn(text);
  });
});

describe("the request itself", () => {
  test.each([
    ["a variable nobody declared", { variables: { tenantId: "T", tenant_id: "T", "app.tenant_id": "T" } }],
    ["extensions", { extensions: { tenantId: "T", tenant: "T", principal: { tenantId: "T" } } }],
    ["a member of the body beside query", { tenantId: "T", context: { tenantId: "T" }, principal: { tenantId: "T" } }],
    ["the operation's name", { query: QUERY.replace("{", "query tenant_id {"), operationName: "tenant_id" }],
  ])("%s", async (_where, extra) => {
    for (const tenant of [theirs, uuid]) {
      const { status, text } = await ask(
        JSON.parse(JSON.stringify({ query: QUERY, ...extra }).replaceAll('"T"', JSON.stringify(tenant))),
      );
      // Refusing what it does not know is as good as ignoring it.
      if (status === 200) expectOwn(text);
      else expect(text).not.toContain(harness.marks.foreign.content);
    }
  });

  test("the query string of the GraphQL endpoint", async () => {
    for (const query of [`?tenant_id=${uuid}`, `?tenantId=${theirs}`, `?app.tenant_id=${uuid}`]) {
      const { status, text } = await ask({ query: QUERY }, {}, `/graphql${query}`);
      if (status === 200) expectOwn(text);
      else expect(text).not.toContain(harness.marks.foreign.content);
    }
  });

  test("the query string of a route", async () => {
    const { status, text } = await harness.own.rest(
      "Admin",
      "GET",
      `/v1/collections/${harness.worlds.foreign.collectionName}/records?tenant_id=${uuid}`,
    );
    expect([400, 404]).toContain(status);
    expect(text).not.toContain(harness.marks.foreign.content);
  });

  test("an argument that takes ids: a tenant's id opens nothing", async () => {
    for (const field of ["member", "user", "record", "import", "auditEvent"]) {
      const { data, errors } = await harness.own.graphql("Admin", `query ($id: ID!) { ${field}(id: $id) { id } }`, {
        id: theirs,
      });
      expect(data ?? null).toBeNull();
      expect(errors?.[0]?.extensions.code).toMatch(/^(BAD_USER_INPUT|NOT_FOUND)$/);
    }
  });

  test("a record's own fields named like columns", async () => {
    const schema = { type: "object", properties: { tenant_id: { type: "string" }, tenantId: { type: "string" } } };
    await harness.own.graphql(
      "Admin",
      "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
      {
        i: { name: "impostor", schema },
      },
    );
    const create = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
    const before = await harness.foreignState();
    const made = await harness.own.graphql("Admin", create, {
      i: { collection: "impostor", data: { tenant_id: uuid, tenantId: theirs } },
    });
    expect(made.errors).toBeUndefined();
    expect(await harness.foreignState()).toBe(before);
  });
});

test("the payload of a socket's connection_init", async () => {
  const listening = await subscribe(
    server.address,
    harness.key("Admin"),
    QUERY,
    {},
    { tenantId: uuid, tenant: theirs, "x-tenant-id": uuid },
  );
  await listening.ended(3_000);
  listening.close();
  expectOwn(JSON.stringify(listening.messages));
});

test("the credential decides: the other tenant's key opens the other tenant", async () => {
  const { text } = await server.rest(harness.foreign.keys.Admin, "POST", "/graphql", JSON.stringify({ query: QUERY }), {
    "content-type": "application/json",
  });
  expect(text).toContain(theirs);
  expect(text).not.toContain(mine);
});
