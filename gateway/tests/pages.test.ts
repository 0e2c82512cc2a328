import { afterAll, beforeAll, expect, test } from "vitest";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { testConfig, testPorts } from "./fixtures/gateway.ts";

let gateway: Gateway;
let address: string;

beforeAll(async () => {
  gateway = await createGateway(testPorts(), testConfig({ environment: "development" }), []);
  address = await gateway.listen();
});

afterAll(() => gateway.stop());

test.each(["/", "/explorer"])("in development %s is a page that loads nothing from elsewhere", async (path) => {
  const response = await fetch(address + path);
  const html = await response.text();
  const policy = response.headers.get("content-security-policy") ?? "";
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline/);
  expect(html).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="https?:/);
});

test("the explorer's script runs by a nonce that is never the same", async () => {
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const response = await fetch(`${address}/explorer`);
      const nonce = /script-src 'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ?? "";
      expect(await response.text()).toContain(`<script nonce="${nonce}">`);
      return nonce;
    }),
  );
  expect(new Set(nonces).size).toBe(2);
});

test("in development the explorer may read the schema without a credential", async () => {
  const body = JSON.stringify({ query: "{ __schema { queryType { name } } }" });
  const headers = { "content-type": "application/json", authorization: "" };
  const response = await fetch(`${address}/graphql`, { method: "POST", headers, body });
  expect(await response.json()).toEqual({ data: { __schema: { queryType: { name: "Query" } } } });
});
