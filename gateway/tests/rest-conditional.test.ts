import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type RoleName, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";

const APP = "https://app.example";
let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;

const json = { "content-type": "application/json" };
const SCHEMA = { type: "object", properties: { n: { type: "number" } }, additionalProperties: false };

beforeAll(async () => {
  server = await openTestServer({ BULKHEAD_ALLOWED_ORIGINS: APP });
  [tenant, other] = [await server.tenant(), await server.tenant()];
  for (const one of [tenant, other]) {
    const made = await one.rest(
      "Admin",
      "POST",
      "/v1/collections",
      JSON.stringify({ name: "notes", schema: SCHEMA }),
      json,
    );
    expect([made.status, made.headers.get("location")]).toEqual([201, "/v1/collections/notes"]);
  }
}, 60_000);

afterAll(() => server.stop());

const RECORDS = "/v1/collections/notes/records";

async function make(owner = tenant) {
  const { headers, text } = await owner.rest("Developer", "POST", RECORDS, '{"data":{"n":1}}', json);
  const { id } = JSON.parse(text) as { id: string };
  return { id, path: `/v1/records/${id}`, tag: headers.get("etag") ?? "" };
}

function get(path: string, headers: Record<string, string> = {}, role: RoleName = "Viewer") {
  return tenant.rest(role, "GET", path, undefined, headers);
}

function put(path: string, body: object, headers: Record<string, string> = {}, role: RoleName = "Developer") {
  return tenant.rest(role, "PUT", path, JSON.stringify({ data: { n: 2 }, ...body }), { ...json, ...headers });
}

const codeOf = ({ status, text }: { status: number; text: string }) => [
  status,
  text === "" ? "" : ((JSON.parse(text) as { code?: string }).code ?? "ok"),
];

describe("what is read", () => {
  test("has a strong tag, the same that it had when it was made, and is not sent again to whoever sends it", async () => {
    const { id, path, tag } = await make();
    expect(tag).toMatch(new RegExp(`^"${id}\\.1\\.[\\w-]{22}"$`));
    const first = await get(path);
    expect([first.status, first.headers.get("etag")]).toEqual([200, tag]);
    for (const said of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const { status, headers, text } = await get(path, { "if-none-match": said });
      expect([said, status, text, headers.get("etag"), headers.get("content-type")]).toEqual([
        said,
        304,
        "",
        tag,
        null,
      ]);
    }
    for (const said of ['"other"', tag.slice(1, -1), "", `"${id}.1"`])
      expect([said, (await get(path, { "if-none-match": said })).status]).toEqual([said, 200]);
  });

  test.each([RECORDS, "/v1/collections", "/v1/collections/notes", "/v1/me", "/v1/roles"])(
    "%s has a tag that stays as long as the answer does",
    async (path) => {
      const tag = (await get(path)).headers.get("etag") ?? "none";
      expect((await get(path, { "if-none-match": tag })).status).toBe(304);
    },
  );

  test("has another tag once it has changed", async () => {
    const list = (await get(RECORDS)).headers.get("etag") ?? "";
    const { path, tag } = await make();
    expect((await get(RECORDS, { "if-none-match": list })).status).toBe(200);
    expect((await put(path, { version: 1 })).status).toBe(200);
    const now = await get(path, { "if-none-match": tag });
    expect([now.status, now.headers.get("etag")?.split(".")[1]]).toEqual([200, "2"]);
  });

  test("is kept by nobody's cache but the caller's, and by none where it may be about a person", async () => {
    const { path } = await make();
    const told = async (where: string) => {
      const { headers } = await get(where, { origin: APP });
      return [headers.get("cache-control"), headers.get("vary")];
    };
    expect(await told("/v1/collections")).toEqual(["private, no-cache", "Origin, Authorization"]);
    expect(await told(path)).toEqual(["no-store", "Origin, Authorization"]);
    expect((await get("/v1/collections/nothing")).headers.get("cache-control")).toBe("no-store");
    expect((await get(path, { origin: APP })).headers.get("access-control-expose-headers")).toContain("etag");
  });

  test("is refused as ever to whoever may not have it, whatever tag he sends", async () => {
    const { path, tag } = await make();
    for (const said of [tag, "*"]) {
      const headers = { "if-none-match": said };
      expect(codeOf(await other.rest("Admin", "GET", path, undefined, headers))).toEqual([404, "NOT_FOUND"]);
      expect(codeOf(await server.rest(null, "GET", path, undefined, headers))).toEqual([401, "UNAUTHENTICATED"]);
    }
  });
});

describe("a record", () => {
  test("is replaced when it is still the one that was read", async () => {
    const { id, path, tag } = await make();
    const made = await put(path, {}, { "if-match": tag });
    expect(JSON.parse(made.text)).toMatchObject({ id, version: 2, data: { n: 2 } });
    // RFC 9110 section 9.3.4: what was sent is not what is read there.
    expect([made.status, made.headers.get("etag")]).toEqual([200, null]);
    expect((await put(path, {}, { "if-match": `"${id}.2"` })).status).toBe(200);
    expect((await put(path, { version: 3 }, { "if-match": "*" })).status).toBe(200);
    expect((await put(path, { version: 4 }, { "if-match": `"x", "${id}.1", "${id}.4"` })).status).toBe(200);
  });

  test("is replaced by one of two who read the same", async () => {
    const { path, tag } = await make();
    const both = await Promise.all([put(path, {}, { "if-match": tag }), put(path, {}, { "if-match": tag })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test.each<[string, (id: string) => string | undefined, object, number, string]>([
    ["of which an older version was read", (id) => `"${id}.7"`, {}, 412, "VERSION_MISMATCH"],
    ["whose tag is weak", (id) => `W/"${id}.1"`, {}, 412, "VERSION_MISMATCH"],
    ["whose tag is of another", () => '"rec_01kb2j5w3zfz6v1m0m3m5g7q8r.1"', {}, 412, "VERSION_MISMATCH"],
    ["whose tag and body contradict each other", (id) => `"${id}.1"`, { version: 2 }, 412, "VERSION_MISMATCH"],
    ["whose version is too large to be one", (id) => `"${id}.99999999999"`, {}, 412, "VERSION_MISMATCH"],
    ["without a word about its version", () => undefined, {}, 428, "PRECONDITION_REQUIRED"],
    ["with any version", () => "*", {}, 428, "PRECONDITION_REQUIRED"],
    ["with a tag without quotes", (id) => `${id}.1`, {}, 400, "BAD_USER_INPUT"],
    ["with no tag", () => ",", {}, 400, "BAD_USER_INPUT"],
    ["with a version that is no number", () => undefined, { version: "one" }, 400, "BAD_USER_INPUT"],
  ])("%s stays as it is", async (_, ifMatch, body, status, code) => {
    const { id, path, tag } = await make();
    const said = ifMatch(id);
    expect(codeOf(await put(path, body, said === undefined ? {} : { "if-match": said }))).toEqual([status, code]);
    expect((await get(path)).headers.get("etag")).toBe(tag);
  });

  test("is deleted when it is still the one that was read, or whatever it is", async () => {
    const [first, second] = [await make(), await make()];
    const remove = (path: string, headers = {}) => tenant.rest("Developer", "DELETE", path, undefined, headers);
    expect(codeOf(await remove(first.path, { "if-match": `"${first.id}.2"` }))).toEqual([412, "VERSION_MISMATCH"]);
    expect(codeOf(await remove(first.path, { "if-match": first.tag }))).toEqual([204, ""]);
    expect(codeOf(await remove(first.path, { "if-match": first.tag }))).toEqual([404, "NOT_FOUND"]);
    expect(codeOf(await remove(second.path))).toEqual([204, ""]);
    const faulty = await remove(second.path, { "if-none-match": "*" });
    expect(JSON.parse(faulty.text)).toMatchObject({
      code: "BAD_USER_INPUT",
      errors: [{ pointer: "/If-None-Match", code: "INVALID_HEADER" }],
    });
  });

  test("says nothing of its version to whoever may not change it, or is of another tenant", async () => {
    const { path, tag } = await make();
    for (const said of [tag, '"other"']) {
      expect(codeOf(await put(path, {}, { "if-match": said }, "Viewer"))).toEqual([403, "FORBIDDEN"]);
      const foreign = await other.rest("Admin", "PUT", path, '{"data":{}}', { ...json, "if-match": said });
      expect(codeOf(foreign)).toEqual([404, "NOT_FOUND"]);
    }
  });
});
