import { createConnection } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";

/** REST over the real house: the manifest's documents are those of its schema. */
let server: TestServer;
let tenant: TestTenant;

const WEATHER = {
  type: "object",
  properties: {
    date: { type: "string", format: "date", "x-indexed": true },
    rain: { type: "number", "x-indexed": true },
    sky: { type: "string" },
  },
  required: ["date", "rain"],
  additionalProperties: false,
};

beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
  await define(tenant, "weather");
  for (let day = 1; day <= 5; day++) await create({ date: `2026-01-0${day}`, rain: day % 3, sky: `sky ${day}` });
}, 60_000);

afterAll(() => server.stop());

async function define(owner: TestTenant, name: string): Promise<void> {
  const { errors } = await owner.graphql(
    "Admin",
    "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
    {
      i: { name, schema: WEATHER },
    },
  );
  if (errors) throw new Error(JSON.stringify(errors));
}

const json = { "content-type": "application/json" };
const csv = { "content-type": "text/csv" };

function create(data: unknown) {
  return tenant.rest("Developer", "POST", "/v1/collections/weather/records", JSON.stringify({ data }), json);
}

async function list(query: string) {
  const { status, headers, text } = await tenant.rest("Viewer", "GET", `/v1/collections/weather/records${query}`);
  return {
    status,
    headers,
    body: JSON.parse(text) as {
      data: { data: { date: string } }[];
      next_cursor: string | null;
      prev_cursor: string | null;
    },
  };
}

const dates = (body: { data: { data: { date: string } }[] }) => body.data.map((one) => Number(one.data.date.slice(-2)));

async function blobs(): Promise<number> {
  const { rows } = await server.databases.owner.pool.query<{ count: string }>("select count(*) from platform.blob");
  return Number(rows[0]?.count);
}

describe("records", () => {
  test("are created, with their address, and answered there in the same form", async () => {
    const owner = await server.tenant();
    await define(owner, "weather");
    const made = await owner.rest(
      "Developer",
      "POST",
      "/v1/collections/weather/records",
      JSON.stringify({ data: { date: "2026-02-01", rain: 0 } }),
      json,
    );
    expect(made.status).toBe(201);
    const record = JSON.parse(made.text) as Record<string, unknown>;
    expect(Object.keys(record)).toEqual([
      "id",
      "collection",
      "data",
      "version",
      "created_at",
      "created_by",
      "updated_at",
      "updated_by",
    ]);
    expect(record).toMatchObject({
      collection: "weather",
      data: { date: "2026-02-01", rain: 0 },
      version: 1,
      created_by: expect.stringMatching(/^key_/),
    });
    const found = await owner.rest("Viewer", "GET", made.headers.get("location") ?? "");
    expect([found.status, JSON.parse(found.text)]).toEqual([200, record]);
  });

  test("are listed a page at a time, there and back, by links and by cursors", async () => {
    const first = await list("?first=2");
    expect(dates(first.body)).toEqual([1, 2]);
    expect(first.body.prev_cursor).toBeNull();
    const link = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await tenant.rest("Viewer", "GET", link);
    const page = JSON.parse(second.text) as Awaited<ReturnType<typeof list>>["body"];
    expect(dates(page)).toEqual([3, 4]);
    const back = await list(`?last=2&before=${page.prev_cursor}`);
    expect(dates(back.body)).toEqual([1, 2]);
    const last = await list(`?first=2&after=${page.next_cursor}`);
    expect([dates(last.body), last.body.next_cursor, last.headers.get("link")]).toEqual([
      [5],
      null,
      expect.not.stringContaining("next"),
    ]);
  });

  test("are sorted and filtered by indexed fields, values as JSON or as text", async () => {
    expect(dates((await list("?sort=-date")).body)).toEqual([5, 4, 3, 2, 1]);
    expect(dates((await list("?filter[rain]=1")).body)).toEqual([1, 4]);
    expect(
      dates((await list("?filter[rain][greaterThanOrEqual]=1&filter[date][lessThan]=2026-01-05&sort=date")).body),
    ).toEqual([1, 2, 4]);
    expect(dates((await list("?filter[date][in]=[%222026-01-02%22,%222026-01-03%22]")).body)).toEqual([2, 3]);
    expect(dates((await list("?filter[rain][notEquals]=1&sort=-rain,date")).body)).not.toContain(1);
    const where = encodeURIComponent(
      '{"or":[{"field":"rain","equals":1},{"not":{"field":"date","notEquals":"2026-01-02"}}]}',
    );
    expect(dates((await list(`?where=${where}`)).body)).toEqual([1, 2, 4]);
    expect(dates((await list(`?where=${where}&filter[rain]=1&sort=-date`)).body)).toEqual([4, 1]);
    const link =
      /<([^>]+)>; rel="next"/.exec((await list("?filter[rain]=1&first=1")).headers.get("link") ?? "")?.[1] ?? "";
    expect(dates(JSON.parse((await tenant.rest("Viewer", "GET", link)).text))).toEqual([4]);
  });
});

test("figures are computed by the names that the address gives them", async () => {
  const path = "/v1/collections/weather/aggregate";
  const ask = async (query: string) => JSON.parse((await tenant.rest("Viewer", "GET", `${path}?${query}`)).text);
  expect(await ask("measure[days]=COUNT&measure[most]=MAX:rain")).toEqual({
    groups: [{ key: {}, values: { days: 5, most: expect.any(Number) } }],
    has_more: false,
  });
  const grouped = await ask("group[mm]=rain&measure[days]=COUNT&order=-days,mm&first=1&filter[rain][isNull]=false");
  expect(grouped).toEqual({ groups: [{ key: { mm: 1 }, values: { days: 2 } }], has_more: true });
  const years = await ask("group[year]=YEAR:@createdAt&timeZone=Asia/Kathmandu&measure[days]=COUNT");
  expect(years.groups).toEqual([{ key: { year: expect.stringMatching(/-12-31T18:15:00Z$/) }, values: { days: 5 } }]);
});

describe("bad requests answer a problem that says what to do", () => {
  const path = "/v1/collections/weather/records";
  const aggregate = "/v1/collections/weather/aggregate";
  test.each<[string, () => ReturnType<TestServer["rest"]>, number, string]>([
    ["no credential", () => server.rest(null, "GET", path), 401, "UNAUTHENTICATED"],
    ["a wrong credential", () => server.rest("bh_test_x", "GET", path), 401, "UNAUTHENTICATED"],
    ["a role without the permission", () => tenant.rest("Viewer", "POST", path, '{"data":{}}', json), 403, "FORBIDDEN"],
    ["an unknown collection", () => tenant.rest("Viewer", "GET", "/v1/collections/nothing/records"), 404, "NOT_FOUND"],
    [
      "an unknown import",
      () => tenant.rest("Viewer", "GET", "/v1/imports/imp_01kb2j5w3zfz6v1m0m3m5g7q8r"),
      404,
      "NOT_FOUND",
    ],
    ["an unknown parameter", () => tenant.rest("Viewer", "GET", `${path}?limit=3`), 400, "BAD_USER_INPUT"],
    ["a parameter given twice", () => tenant.rest("Viewer", "GET", `${path}?first=1&first=2`), 400, "BAD_USER_INPUT"],
    ["a size that is no number", () => tenant.rest("Viewer", "GET", `${path}?first=ten`), 400, "BAD_USER_INPUT"],
    ["an unknown operator", () => tenant.rest("Viewer", "GET", `${path}?filter[rain][like]=1`), 400, "BAD_USER_INPUT"],
    ["a filter without a field", () => tenant.rest("Viewer", "GET", `${path}?filter[]=1`), 400, "BAD_USER_INPUT"],
    ["a field that is not declared", () => tenant.rest("Viewer", "GET", `${path}?sort=cloud`), 400, "FIELD_UNKNOWN"],
    ["a where that is no JSON", () => tenant.rest("Viewer", "GET", `${path}?where={`), 400, "BAD_USER_INPUT"],
    ["a where that is no filter", () => tenant.rest("Viewer", "GET", `${path}?where={"x":1}`), 400, "BAD_USER_INPUT"],
    ["a sort by nothing", () => tenant.rest("Viewer", "GET", `${path}?sort=date,`), 400, "BAD_USER_INPUT"],
    [
      "a function that is none",
      () => tenant.rest("Viewer", "GET", `${aggregate}?measure[x]=MEDIAN:rain`),
      400,
      "BAD_USER_INPUT",
    ],
    ["an aggregate of nothing", () => tenant.rest("Viewer", "GET", aggregate), 400, "BAD_USER_INPUT"],
    [
      "a measure without a name",
      () => tenant.rest("Viewer", "GET", `${aggregate}?measure=COUNT`),
      400,
      "BAD_USER_INPUT",
    ],
    ["a wrong cursor", () => tenant.rest("Viewer", "GET", `${path}?after=x`), 400, "INVALID_CURSOR"],
    ["malformed JSON", () => tenant.rest("Developer", "POST", path, "{", json), 400, "MALFORMED_JSON"],
    ["a body that is no object", () => tenant.rest("Developer", "POST", path, "[]", json), 400, "BAD_USER_INPUT"],
    ["a body without data", () => tenant.rest("Developer", "POST", path, "{}", json), 400, "BAD_USER_INPUT"],
    [
      "a body with an unknown property",
      () => tenant.rest("Developer", "POST", path, '{"data":{},"more":1}', json),
      400,
      "BAD_USER_INPUT",
    ],
    ["data that does not fit", () => create({ date: "yesterday", rain: "much" }), 422, "INVALID_RECORD"],
    [
      "another content type",
      () => tenant.rest("Developer", "POST", path, "x", { "content-type": "text/plain" }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "a form where a file belongs",
      () =>
        tenant.rest("Developer", "POST", "/v1/collections/weather/imports", "a=1", {
          "content-type": "application/x-www-form-urlencoded",
        }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "an unknown mode",
      () => tenant.rest("Developer", "POST", "/v1/collections/weather/imports?mode=fast", "a\n", csv),
      400,
      "BAD_USER_INPUT",
    ],
    ["another method", () => tenant.rest("Viewer", "DELETE", path), 405, "METHOD_NOT_ALLOWED"],
    ["an unknown route", () => tenant.rest("Viewer", "GET", "/v1/nothing"), 404, "NOT_FOUND"],
  ])("%s", async (_name, ask, status, code) => {
    const answer = await ask();
    const problem = JSON.parse(answer.text) as Record<string, unknown>;
    expect(problem).toMatchObject({
      code,
      status,
      type: `urn:bulkhead:error:${code}`,
      request_id: answer.headers.get("x-request-id"),
    });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      status,
      "application/problem+json; charset=utf-8",
    ]);
    expect(String(problem.detail).length).toBeGreaterThan(10);
  });

  test("wrong values are pointed at", async () => {
    const { text } = await create({ date: "2026-01-01", rain: "much" });
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ pointer: expect.stringContaining("rain"), code: expect.any(String), detail: expect.any(String) }],
    });
    expect(text).not.toContain("much");
  });
});

describe("imports", () => {
  const path = "/v1/collections/weather/imports";

  test("are accepted with their address, and their end and rejected rows can be read", async () => {
    const owner = await server.tenant();
    await define(owner, "weather");
    const file = "date,rain,sky\n2026-03-01,1,clear\n2026-03-02,wet,grey\n2026-03-03,2,grey\n";
    const accepted = await owner.rest("Developer", "POST", `${path}?mode=partial`, file, csv);
    expect(accepted.status).toBe(202);
    expect(JSON.parse(accepted.text)).toMatchObject({ collection: "weather", mode: "PARTIAL", bytes: file.length });
    const location = accepted.headers.get("location") ?? "";
    const finished = async () =>
      JSON.parse((await owner.rest("Viewer", "GET", location)).text) as Record<string, unknown>;
    await expect.poll(async () => (await finished()).status, { timeout: 15_000 }).toBe("SUCCEEDED");
    expect(await finished()).toMatchObject({ rows_read: 3, rows_stored: 2, rows_rejected: 1, failure: null });
    const rejections = await owner.rest("Viewer", "GET", `${location}/rejections`);
    expect(JSON.parse(rejections.text)).toMatchObject({
      data: [{ row: 2, line: 3, column: "rain" }],
      next_cursor: null,
    });
  });

  test("a refused upload stores nothing: no permission, no collection, another tenant's collection", async () => {
    const before = await blobs();
    const other = await server.tenant();
    await define(other, "elsewhere");
    expect((await tenant.rest("Viewer", "POST", path, "date\n", csv)).status).toBe(403);
    const missing = await tenant.rest("Developer", "POST", "/v1/collections/nothing/imports", "date\n", csv);
    const foreign = await tenant.rest("Developer", "POST", "/v1/collections/elsewhere/imports", "date\n", csv);
    const withoutId = ({ text }: { text: string }) => ({
      ...(JSON.parse(text) as object),
      request_id: "",
      instance: "",
    });
    expect([missing.status, withoutId(foreign)]).toEqual([404, withoutId(missing)]);
    expect(await blobs()).toBe(before);
  });

  test("an upload that breaks off leaves nothing", async () => {
    const before = await blobs();
    const { hostname, port } = new URL(server.address);
    const socket = createConnection(Number(port), hostname);
    const head = [
      `POST ${path} HTTP/1.1`,
      "Host: x",
      `Authorization: Bearer ${tenant.keys.Developer}`,
      "Content-Type: text/csv",
      "Content-Length: 100000",
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\ndate,rain\n2026-03-01,1\n`);
    await expect.poll(blobs).toBe(before + 1);
    socket.destroy();
    await expect.poll(blobs).toBe(before);
  });

  test("an upload declared too large is refused before it is sent", async () => {
    const { hostname, port } = new URL(server.address);
    const socket = createConnection(Number(port), hostname);
    const head = [
      `POST ${path} HTTP/1.1`,
      "Host: x",
      `Authorization: Bearer ${tenant.keys.Developer}`,
      "Content-Type: text/csv",
      "Content-Length: 3000000000",
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    const answer = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));
    // The connection goes with it, or the server would have to read the rest.
    await new Promise((resolve) => socket.once("close", resolve));
    expect(answer).toContain("413");
    expect(answer).toContain("BODY_TOO_LARGE");
  });
});
