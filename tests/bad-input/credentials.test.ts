import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newTenant } from "../testkit/isolation/server-harness.ts";
import { subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";
import { type Fixture, openFixture, stillAnswers } from "./fixture.ts";
import { expectRefused } from "./refusal.ts";

let fixture: Fixture;
let key: string;

beforeAll(async () => {
  fixture = await openFixture();
  key = fixture.tenant.keys.Admin;
}, 60_000);

afterAll(() => fixture.server.stop());

const QUERY = JSON.stringify({ query: "{ tenant { id } }" });

async function withAuthorization(authorization: string) {
  return fixture.server.rest(null, "POST", "/graphql", QUERY, { "content-type": "application/json", authorization });
}

/** Another letter of the same alphabet at one place. */
function changed(text: string, at: number): string {
  const letter = text[at] === "a" ? "b" : "a";
  return text.slice(0, at) + letter + text.slice(at + 1);
}

function expectNotLogged(...secrets: string[]): void {
  const lines = fixture.server.logged.filter((line) => secrets.some((secret) => line.includes(secret)));
  expect(lines).toEqual([]);
}

describe("a key with one letter changed opens nothing, and is repeated nowhere", () => {
  test("wherever the letter stands", async () => {
    for (let at = 0; at < key.length; at++) {
      const wrong = changed(key, at);
      const answer = await withAuthorization(`Bearer ${wrong}`);
      expect({ at, status: answer.status }).toEqual({ at, status: 401 });
      expectRefused(answer, "UNAUTHENTICATED", [wrong, key, wrong.slice(-49)]);
      expectNotLogged(wrong, key);
    }
  });

  test.each([
    ["nothing after Bearer", () => "Bearer "],
    ["Bearer alone", () => "Bearer"],
    ["another scheme", () => `Basic ${Buffer.from(`a:${key}`).toString("base64")}`],
    ["the key without a scheme", () => key],
    ["a letter too many", () => `Bearer ${key}a`],
    ["a letter too few", () => `Bearer ${key.slice(0, -1)}`],
    ["two keys", () => `Bearer ${key}, Bearer ${key}`],
    ["upper case", () => `Bearer ${key.toUpperCase()}`],
    ["8 KB", () => `Bearer ${"a".repeat(8_000)}`],
    ["a JWT without a signature", () => "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."],
  ])("%s", async (_what, authorization) => {
    const answer = await withAuthorization(authorization());
    expectRefused(answer, "UNAUTHENTICATED", [key]);
    expectNotLogged(key);
  });

  test("a scheme in another case is the same scheme (RFC 9110 section 11.1)", async () => {
    expect((await withAuthorization(`bearer ${key}`)).status).toBe(200);
  });

  test("over REST and over a socket too", async () => {
    const wrong = changed(key, key.length - 1);
    const rest = await fixture.server.rest(wrong, "GET", `/v1/collections/${fixture.collection}/records`);
    expectRefused(rest, "UNAUTHENTICATED", [wrong]);
    expect(rest.headers.get("www-authenticate")).toContain("Bearer");
    const listening = await subscribe(fixture.server.address, wrong, "{ tenant { id } }");
    expect(await listening.ended(3_000)).toMatch(/^4401/);
    expect(JSON.stringify(listening.messages)).not.toContain(wrong);
    expectNotLogged(wrong);
  });

  test("in the address, where nobody should put it, it is refused and not logged", async () => {
    const answer = await fixture.server.rest(
      null,
      "GET",
      `/v1/collections/things/records?key=${key}&access_token=${key}`,
    );
    expectRefused(answer, ["UNAUTHENTICATED", "BAD_USER_INPUT"], [key]);
    expectNotLogged(key);
  });
});

describe("a key that was right", () => {
  test("is dead a moment after its revocation is answered", async () => {
    const made = await fixture.graphql(
      'mutation { createApiKey(input: { name: "short", role: "Viewer" }) { key apiKey { id } } }',
    );
    const { key: short, apiKey } = JSON.parse(made.text).data.createApiKey as { key: string; apiKey: { id: string } };
    expect((await withAuthorization(`Bearer ${short}`)).status).toBe(200);
    await fixture.graphql("mutation ($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id } } }", {
      i: { id: apiKey.id },
    });
    // The process that revoked it knows at once, the others within a second.
    for (const address of fixture.server.addresses)
      await until(async () => {
        const answer = await fetch(`${address}/v1/jobs`, { headers: { authorization: `Bearer ${short}` } });
        return answer.status === 401;
      }, 2_000);
    expectRefused(await withAuthorization(`Bearer ${short}`), "UNAUTHENTICATED", [short]);
  });
});

describe("a cursor of another tenant is refused in the same words as nonsense", () => {
  test("for every list", async () => {
    const other = await newTenant(fixture.server);
    const list =
      "{ users(first: 1) { edges { cursor } } apiKeys(first: 1) { edges { cursor } } auditEvents(first: 1) { edges { cursor } } members(first: 1) { edges { cursor } } }";
    const { data } = await other.graphql("Admin", list);
    for (const [field, page] of Object.entries(data as Record<string, { edges: { cursor: string }[] }>)) {
      const cursor = page.edges[0]?.cursor ?? "";
      const ask = (after: string) =>
        fixture.graphql(`query ($c: String) { ${field}(after: $c) { nodes { id } } }`, { c: after });
      const foreign = expectRefused(await ask(cursor), "INVALID_CURSOR", [cursor]);
      const nonsense = expectRefused(await ask("nonsense"), "INVALID_CURSOR");
      expect(foreign).toEqual(nonsense);
      // A letter changed anywhere: nobody can forge a position.
      const { data: mine } = JSON.parse((await fixture.graphql(list)).text) as { data: typeof data };
      const own = (mine as Record<string, { edges: { cursor: string }[] }>)[field]?.edges[0]?.cursor ?? "";
      expect((await ask(own)).text).not.toContain("errors");
      for (let at = 0; at < own.length - 1; at += 5) expectRefused(await ask(changed(own, at)), "INVALID_CURSOR");
    }
  });

  test("a cursor of one list is no cursor of another", async () => {
    const { text } = await fixture.graphql("{ users(first: 1) { edges { cursor } } }");
    const cursor = JSON.parse(text).data.users.edges[0].cursor as string;
    expectRefused(
      await fixture.graphql("query ($c: String) { members(after: $c) { nodes { id } } }", { c: cursor }),
      "INVALID_CURSOR",
    );
  });
});

test("an anonymous caller learns nothing of what exists", async () => {
  expect(ANONYMOUS.tenantId).toBeNull();
  const ask = (name: string) => fixture.server.rest(null, "GET", `/v1/collections/${name}/records`);
  const [there, missing] = [await ask(fixture.collection), await ask("missing")];
  expect(expectRefused(there, "UNAUTHENTICATED")).toEqual(expectRefused(missing, "UNAUTHENTICATED"));
  const introspection = JSON.stringify({ query: "{ __schema { types { name } } }" });
  const answer = await fixture.server.rest(null, "POST", "/graphql", introspection, {
    "content-type": "application/json",
  });
  expectRefused(answer, ["INTROSPECTION_DISABLED", "UNAUTHENTICATED"]);
  expect(await stillAnswers(fixture)).toBe(true);
});
