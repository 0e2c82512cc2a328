import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { createLog } from "@bulkhead/kernel/log.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { gate } from "../../../../../tests/testkit/gate.ts";
import { until } from "../../../../../tests/testkit/until.ts";
import { passwordDigest } from "../../../src/accounts/breached/filter-format.ts";
import { createRangeQuery } from "../../../src/accounts/breached/range-query.ts";
import { createPasswordPolicy } from "../../../src/accounts/password-policy.ts";

/** A service of breached passwords of our own, on this machine. */
let server: Server;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: IncomingMessage[] = [];
const lines: string[] = [];
const log = createLog({
  level: "trace",
  destination: new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  }),
});

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  lines.splice(0);
});

const STOLEN = "a password that was stolen";
const hexOf = (password: string) => passwordDigest(password).toString("hex").toUpperCase();
const restOf = (password: string) => hexOf(password).slice(5);
/** Where time is not the question, a busy machine has enough of it. */
const PATIENT = 60_000;
const has = (password = STOLEN, address = url, timeoutMs = PATIENT) =>
  createRangeQuery({ url: address, log, timeoutMs }).has(passwordDigest(password));
const listing = (...rows: string[]) => {
  answer = (_, response) => void response.end(rows.join("\r\n"));
};

test("the service learns five digits and that the answer be padded, and nothing else", async () => {
  listing(`${"0".repeat(35)}:5`, `${restOf(STOLEN)}:2`, `${"F".repeat(35)}:0`);
  expect(await has()).toBe(true);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ method: "GET", url: `/range/${hexOf(STOLEN).slice(0, 5)}` });
  expect(asked[0]?.headers).toMatchObject({ "add-padding": "true" });
  expect(JSON.stringify(asked[0]?.rawHeaders)).not.toContain(hexOf(STOLEN).slice(5));
  expect(lines).toEqual([]);
});

test("what is not listed, or is padding, was not stolen", async () => {
  listing(`${restOf("another")}:7`, `${restOf(STOLEN)}:0`);
  expect(await has()).toBe(false);
  expect(await has("a third")).toBe(false);
  expect(lines).toEqual([]);
});

test("the address may end in a slash, and answers in small letters are read too", async () => {
  listing(`${restOf(STOLEN).toLowerCase()}:2`);
  expect(await has(STOLEN, `${url}/`)).toBe(true);
  expect(asked[0]?.url).toBe(`/range/${hexOf(STOLEN).slice(0, 5)}`);
});

test("the policy refuses what the service knows", async () => {
  listing(`${restOf(STOLEN)}:2`);
  const policy = createPasswordPolicy({ rangeUrl: url, rangeTimeoutMs: PATIENT, log });
  expect(await policy.check(STOLEN, {})).toMatchObject([{ code: "BREACHED_PASSWORD" }]);
  expect(await policy.check("a password that was kept", {})).toEqual([]);
});

const redirects = (to: string) => (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(302, { location: to }).end();

test.each<[string, typeof answer, RegExp, number?]>([
  ["an error", (_, response) => void response.writeHead(503).end(`${restOf(STOLEN)}:2`), /status 503/],
  ["a redirect elsewhere", redirects("https://elsewhere.example/"), /redirect/],
  ["no answer in time", () => {}, /timeout|aborted/i, 50],
  ["an answer that never ends in time", (_, response) => void response.write("0"), /timeout|aborted/i, 50],
  ["a broken answer", (request) => void request.socket.destroy(), /SOCKET|closed/i],
  ["far too long an answer", (_, response) => void response.end("0\n".repeat(1_000_000)), /more than 1048576 bytes/],
])(
  "%s: the password is taken, within bounds of time, and the log says why without a trace of it",
  async (_, behaviour, reason, timeoutMs = PATIENT) => {
    answer = behaviour;
    expect(await has(STOLEN, url, timeoutMs)).toBe(false);
    const [line = ""] = lines;
    expect(lines).toHaveLength(1);
    expect(line).toMatch(reason);
    expect(line).toContain("the service of breached passwords did not answer");
    for (const secret of [STOLEN, hexOf(STOLEN).slice(0, 5), restOf(STOLEN)])
      expect(line.toUpperCase()).not.toContain(secret.toUpperCase());
  },
  15_000,
);

test("by itself it waits for a second", async () => {
  answer = () => {};
  const began = performance.now();
  expect(await createRangeQuery({ url, log }).has(passwordDigest(STOLEN))).toBe(false);
  expect(performance.now() - began).toBeGreaterThan(900);
  expect(lines.join("")).toMatch(/timeout|aborted/i);
}, 30_000);

test("nobody there: the password is taken, and it is logged", async () => {
  const nowhere = createServer();
  await new Promise<void>((resolve) => nowhere.listen(0, "127.0.0.1", resolve));
  const { port } = nowhere.address() as AddressInfo;
  await new Promise((resolve) => nowhere.close(resolve));
  expect(await has(STOLEN, `http://127.0.0.1:${port}/`)).toBe(false);
  expect(lines.join("")).toContain("ECONNREFUSED");
});

test("no more than eight questions are under way; the next password is taken unasked", async () => {
  const { open, opened } = gate();
  answer = (_, response) => void opened.then(() => response.end(`${restOf(STOLEN)}:2`));
  const { has: ask } = createRangeQuery({ url, log, timeoutMs: PATIENT });
  const eight = Array.from({ length: 8 }, () => ask(passwordDigest(STOLEN)));
  await until(async () => asked.length === 8);
  expect(await ask(passwordDigest(STOLEN))).toBe(false);
  expect(lines.join("")).toContain("8 questions are under way");
  open();
  expect(await Promise.all(eight)).toEqual(Array(8).fill(true));
  expect(await ask(passwordDigest(STOLEN))).toBe(true);
  expect(asked).toHaveLength(9);
});
