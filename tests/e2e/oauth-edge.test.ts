import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "../testkit/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

const FORM = { "content-type": "application/x-www-form-urlencoded" };

test("the authorisation server is found under its own name, whatever name it was asked by", async () => {
  const lies = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "gopher", forwarded: "host=evil.example" };
  for (const name of ["openid-configuration", "oauth-authorization-server"]) {
    const { status, text } = await server.rest(null, "GET", `/.well-known/${name}`, undefined, lies);
    expect(status).toBe(200);
    const { issuer, token_endpoint } = JSON.parse(text) as Record<string, string>;
    expect(token_endpoint).toBe(`${issuer}/oauth/token`);
    expect(issuer).toMatch(/^http:\/\/localhost(:\d+)?$/);
    expect(text).not.toMatch(/evil|gopher/);
  }
});

test("it is asked by POST, and says itself what is wrong", async () => {
  const body = "grant_type=client_credentials&client_id=cli_none&client_secret=none";
  const { status, headers, text } = await server.rest(null, "POST", "/oauth/token", body, FORM);
  expect([status, JSON.parse(text).error]).toEqual([401, "invalid_client"]);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-request-id")).toMatch(/^req_/);
});

test("an API key is no credential there, nor is it looked at", async () => {
  const { keys } = await server.tenant();
  const { status, text } = await server.rest(keys.Admin, "GET", "/oauth/userinfo");
  expect([status, JSON.parse(text).error]).toEqual([401, "invalid_token"]);
});
