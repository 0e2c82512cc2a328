import { afterAll, beforeAll, expect, test } from "vitest";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { testConfig, testPorts } from "./fixtures/gateway.ts";

let gateway: Gateway;
let address: string;

beforeAll(async () => {
  gateway = await createGateway(testPorts(), testConfig(), []);
  address = await gateway.listen();
});

afterAll(() => gateway.stop());

async function send(body: unknown, accept: string, bearer: string | undefined) {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept, ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
    body: JSON.stringify(body),
  });
  const headers = [...response.headers].filter(
    ([name]) => !["date", "x-request-id", "content-length", "ratelimit"].includes(name),
  );
  return { status: response.status, headers, text: (await response.text()).replaceAll(/req_[0-9a-z]{26}/g, "req") };
}

test.each<[string, unknown, string | undefined]>([
  ["a query", { query: "{ books(first: 1) { id author { name } } }" }, "admin"],
  [
    "variables",
    { query: "query Q($n: Int!) { books(first: $n) { id } }", variables: { n: 1 }, operationName: "Q" },
    "admin",
  ],
  ["nulls for what is absent", { query: "{ books(first: 1) { id } }", variables: null, operationName: null }, "admin"],
  ["a wrong variable", { query: "query Q($n: Int!) { books(first: $n) { id } }", variables: { n: "x" } }, "admin"],
  ["a syntax error", { query: "{ books(" }, "admin"],
  ["an unknown field", { query: "{ nothing }" }, "admin"],
  ["an operation that is not there", { query: "query A { __typename } query B { __typename }" }, "admin"],
  ["somebody without the permission", { query: "{ books(first: 1) { id author { name } } }" }, "reader"],
  ["somebody unknown", { query: "{ books(first: 1) { id } }" }, undefined],
  ["variables of a wrong kind", { query: "{ __typename }", variables: [] }, "admin"],
  ["no query", { query: "" }, "admin"],
  ["an extension", { query: "{ __typename }", extensions: { a: 1 } }, "admin"],
])("%s is answered the same with and without Apollo Server", async (_, body, bearer) => {
  // A preference among the answers is Apollo Server's matter, and this one prefers what is the default.
  const negotiated = await send(body, "application/json;q=1, */*;q=0.1", bearer);
  expect(await send(body, "*/*", bearer)).toEqual(negotiated);
});
