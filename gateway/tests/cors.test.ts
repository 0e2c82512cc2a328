import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";

/** Pages of another origin at the API (Fetch Standard, section 3.3). */
const APP = "https://app.example";
let server: TestServer;
let tenant: TestTenant;

beforeAll(async () => {
  server = await openTestServer({ BULKHEAD_ALLOWED_ORIGINS: APP });
  tenant = await server.tenant();
});
afterAll(() => server.stop());

const preflight = (path: string, origin: string) =>
  fetch(server.address + path, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
  });

test.each(["/graphql", "/v1/collections"])(
  "%s lets the pages of an allowed origin call it, without cookies",
  async (path) => {
    const { status, headers } = await preflight(path, APP);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(APP);
    expect(headers.get("access-control-allow-headers")).toContain("authorization");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  },
);

test.each(["https://evil.example", "https://app.example.evil.example", "null"])(
  "the pages of %s may not read an answer",
  async (origin) => {
    expect((await preflight("/graphql", origin)).headers.get("access-control-allow-origin")).toBeNull();
    const { headers } = await tenant.rest("Viewer", "GET", "/v1/collections", undefined, { origin });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  },
);

test("pages may send files in pieces, and read what they need to go on", async () => {
  const headers = { origin: APP, "access-control-request-method": "PATCH" };
  const asked = await fetch(`${server.address}/v1/uploads/blob_1`, { method: "OPTIONS", headers });
  expect(asked.status).toBe(204);
  expect(asked.headers.get("access-control-allow-methods")).toContain("PATCH");
  for (const name of ["tus-resumable", "upload-length", "upload-offset", "upload-metadata", "upload-checksum"])
    expect(asked.headers.get("access-control-allow-headers")).toContain(name);
  const tus = { origin: APP, "tus-resumable": "1.0.0", "upload-length": "5" };
  const begun = await tenant.rest("Developer", "POST", "/v1/uploads", undefined, tus);
  expect(begun.status).toBe(201);
  expect(begun.headers.get("access-control-allow-origin")).toBe(APP);
  for (const name of ["location", "upload-offset", "upload-length", "upload-expires", "tus-resumable", "tus-max-size"])
    expect(begun.headers.get("access-control-expose-headers")).toContain(name);
  const spoken = await fetch(`${server.address}/v1/uploads`, { method: "OPTIONS", headers: { origin: APP } });
  expect([spoken.status, spoken.headers.get("tus-version")]).toEqual([204, "1.0.0"]);
});

test("pages may send a packed file, and learn what a file that they fetch is called", async () => {
  const { headers } = await preflight("/v1/collections/things/imports", APP);
  expect(headers.get("access-control-allow-headers")?.split(", ")).toContain("content-encoding");
  expect(headers.get("access-control-expose-headers")?.split(", ")).toContain("content-disposition");
});

test.each(["/v1/uploads/blob_1", "/v1/collections"])(
  "OPTIONS %s that is no preflight is told what to use",
  async (path) => {
    const { status, headers } = await fetch(server.address + path, { method: "OPTIONS" });
    expect([status, headers.get("content-type")]).toEqual([405, "application/problem+json; charset=utf-8"]);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  },
);

test("answers and refusals can be read, with what tells when to come back", async () => {
  const body = JSON.stringify({ query: "{ tenant { slug } }" });
  const headers = { origin: APP, "content-type": "application/json" };
  for (const key of [tenant.keys.Viewer, "bh_test_nothing"]) {
    const answer = await server.rest(key, "POST", "/graphql", body, headers);
    expect(answer.headers.get("access-control-allow-origin")).toBe(APP);
    expect(answer.headers.get("access-control-expose-headers")).toContain("x-request-id");
    expect(answer.headers.get("vary")).toMatch(/origin/i);
  }
});

test("the authorisation server decides for itself", async () => {
  const answer = await fetch(`${server.address}/oauth/token`, { method: "POST", headers: { origin: APP } });
  expect(answer.headers.get("access-control-allow-origin") ?? "").not.toBe("https://evil.example");
  expect((await preflight("/oauth/token", "https://any.example")).headers.get("access-control-allow-origin")).toBe(
    "https://any.example",
  );
});
