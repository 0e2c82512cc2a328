import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Member, type OAuthWorld, openOAuthWorld, REDIRECT_URI, type TestClient } from "../testkit/oauth.ts";
import type { Form } from "../testkit/oauth-page.ts";
import { authorize, authorizeParameters, newVerifier, redeem, type Tokens } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** Requests that nobody means, by the hundred: the standard's error, and never more. */
let world: OAuthWorld;
let member: Member;
let client: TestClient;
let tokens: Tokens;
beforeAll(async () => {
  world = await openOAuthWorld();
  const tenant = await world.tenant();
  member = await tenant.member();
  client = await tenant.client({ kind: "PUBLIC" });
  tokens = (await redeem(world.issuer, client, await authorize(world.issuer, client, member))).body as never;
}, 60_000);
afterAll(() => world?.stop());

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Byte by byte: what fetch would mend or refuse goes out as it is. */
function send(method: string, path: string, body: Buffer | undefined, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(world.issuer);
  return new Promise<Answer>((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers, timeout: 20_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.once("timeout", () => sent.destroy(new Error(`no answer: ${method} ${path.slice(0, 200)}`)));
    sent.once("error", reject);
    sent.end(body);
  });
}

/** Numbers below one, the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Already encoded: some of it is no text. */
const STRANGE = [
  "",
  "%00",
  "a%00b",
  "%FF%FE",
  "%C0%AF",
  "%ED%A0%80",
  "%",
  "%zz",
  "%0d%0aset-cookie:%20a=b",
  "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
  "https%3A%2F%2Fevil.example%2F",
  "%2F%2Fevil.example",
  "javascript%3Aalert(1)",
  "__proto__",
  "constructor",
  "null",
  "undefined",
  "-1",
  "1e400",
  "9".repeat(400),
  "a".repeat(5_000),
  "%F0%9F%92%A9".repeat(200),
  "%7B%22a%22%3A1%7D",
  "%5B%5D",
  "e30.e30.e30",
  `${"a.".repeat(300)}a`,
  "cli_00000000000000000000000000",
  "../../token",
];

type Fields = [name: string, value: string][];

/** One to three changes: a value made strange, a field left out, doubled, renamed to an array or added. */
function mutate(fields: Fields, random: () => number): Fields {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  let changed: Fields = fields.map(([name, value]) => [name, encodeURIComponent(value)]);
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) {
    const at = Math.floor(random() * Math.max(1, changed.length));
    const [name = "x", value = ""] = changed[at] ?? [];
    const ways: (() => Fields)[] = [
      () => changed.with(at, [name, pick(STRANGE)]),
      () => changed.filter((_, n) => n !== at),
      () => [...changed, [name, value]],
      () => [...changed, [name, pick(STRANGE)]],
      () => changed.with(at, [`${name}[]`, value]),
      () => changed.with(at, [`${name}[a]`, value]),
      () => [
        ...changed,
        [pick(["__proto__", "%00", "request", "claims", "authorization_details", "%FF"]), pick(STRANGE)],
      ],
    ];
    changed = changed.length === 0 ? [[name, pick(STRANGE)]] : pick(ways)();
  }
  return changed;
}

const encode = (fields: Fields) => fields.map(([name, value]) => `${name}=${value}`).join("&");
const fieldsOf = (parameters: Record<string, unknown>): Fields =>
  Object.entries(parameters).flatMap(([name, value]): Fields => (typeof value === "string" ? [[name, value]] : []));

/** What a request as it should be has, by endpoint. */
function usual(): Record<string, Fields> {
  const { challenge, verifier } = newVerifier();
  const own = { client_id: client.id };
  const authorization = fieldsOf({
    ...authorizeParameters(client, challenge),
    nonce: "n",
    max_age: "60",
    acr_values: "a",
    resource: `${world.issuer}/api`,
    login_hint: "a@b.example",
    response_mode: "query",
    ui_locales: "en",
    claims: "{}",
    dpop_jkt: "a",
  });
  return {
    authorize: authorization,
    par: authorization,
    token: fieldsOf({
      ...own,
      grant_type: "authorization_code",
      code: "x",
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
    }),
    "token (refresh)": fieldsOf({
      ...own,
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token,
      scope: "openid",
      resource: `${world.issuer}/api`,
    }),
    "token (device)": fieldsOf({
      ...own,
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: "x",
    }),
    "token (assertion)": fieldsOf({
      ...own,
      grant_type: "client_credentials",
      client_assertion: "e30.e30.x",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }),
    revoke: fieldsOf({ ...own, token: tokens.access_token, token_type_hint: "access_token" }),
    introspect: fieldsOf({ ...own, token: tokens.access_token, token_type_hint: "refresh_token" }),
    device_authorization: fieldsOf({ ...own, scope: "openid", resource: `${world.issuer}/api` }),
    device: fieldsOf({ xsrf: "x", user_code: "ABCD-EFGH", confirm: "yes" }),
    logout: fieldsOf({
      ...own,
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: "https://client.example/bye",
      state: "s",
    }),
    "logout/confirm": fieldsOf({ xsrf: "x", logout: "yes" }),
    userinfo: fieldsOf({ access_token: tokens.access_token }),
    activate: fieldsOf({ token: "x".repeat(43), password: "a password that is long" }),
    "interaction/x": fieldsOf({ email: member.email, password: member.password, tenant: "ten_x" }),
  };
}

/** What no answer may be. */
function expectHarmless(what: string, { status, headers, text }: Answer): void {
  expect([what, status < 500], text.slice(0, 300)).toEqual([what, true]);
  expect(text, what).not.toMatch(/\bat \w+.*\.(ts|js):\d+|node_modules|SQLSTATE|select .* from /i);
  const location = headers.location;
  if (location !== undefined) {
    const to = new URL(String(location), world.issuer);
    const ours = to.origin === world.issuer && to.pathname.startsWith("/oauth/");
    expect([what, location, ours || to.origin + to.pathname === REDIRECT_URI]).toEqual([what, location, true]);
  }
  expect(
    Object.keys(headers["set-cookie"] ?? {}).some((name) => name === "a"),
    what,
  ).toBe(false);
  if (!String(headers["content-type"]).startsWith("text/html") || location !== undefined) return;
  expect(headers["content-security-policy"], what).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(headers["cache-control"], what).toContain("no-store");
  expect(headers["referrer-policy"], what).toBe("no-referrer");
  expect(text, what).not.toContain("<script>alert");
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const ROUNDS = 60;

const ENDPOINTS = [
  "authorize",
  "par",
  "token",
  "token (refresh)",
  "token (device)",
  "token (assertion)",
  "revoke",
  "introspect",
  "device_authorization",
  "device",
  "logout",
  "logout/confirm",
  "userinfo",
  "activate",
  "interaction/x",
];

describe.each(ENDPOINTS)("/oauth/%s", (endpoint) => {
  const path = `/oauth/${endpoint.replace(/ .*/, "")}`;

  test("answers strange forms and queries with an error of the standard's", async () => {
    const random = seeded(ENDPOINTS.indexOf(endpoint) + 1);
    for (let round = 0; round < ROUNDS; round++) {
      const sent = encode(mutate(usual()[endpoint] ?? [], random));
      const inQuery = random() < 0.4;
      const answer = inQuery
        ? await send("GET", `${path}?${sent.replaceAll(/[^\x21-\x7e]/g, "")}`, undefined)
        : await send("POST", path, Buffer.from(sent), FORM);
      expectHarmless(`${inQuery ? "GET" : "POST"} ${path} ${sent.slice(0, 400)}`, answer);
    }
  }, 60_000);

  test("answers what is no form at all", async () => {
    const bodies: [string, Buffer][] = [
      ["application/json", Buffer.from('{"client_id":["a"],"__proto__":{"a":1}}')],
      ["application/json", Buffer.from("{")],
      [
        "multipart/form-data; boundary=x",
        Buffer.from('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--'),
      ],
      ["text/plain", Buffer.from("client_id=a")],
      ["application/x-www-form-urlencoded; charset=utf-16", Buffer.from("client_id=a", "utf16le")],
      ["application/x-www-form-urlencoded", Buffer.from([0, 255, 254, 61, 0])],
      ["application/x-www-form-urlencoded", Buffer.alloc(40_000, "a=b&")],
      ["application/x-www-form-urlencoded", Buffer.alloc(0)],
      ["", Buffer.from("client_id=a")],
    ];
    for (const [type, body] of bodies)
      expectHarmless(
        `${type} ${body.length}`,
        await send("POST", path, body, type === "" ? {} : { "content-type": type }),
      );
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
      expectHarmless(method, await send(method, path, undefined));
  });

  test("answers strange headers", async () => {
    const strange = [
      { authorization: "Basic" },
      { authorization: "Basic ///" },
      { authorization: `Basic ${Buffer.from("a").toString("base64")}` },
      { authorization: `Basic ${Buffer.from("%:%zz").toString("base64")}` },
      { authorization: `Basic ${Buffer.from(`${client.id}:\0`).toString("base64")}` },
      { authorization: `Bearer ${"a".repeat(6_000)}` },
      { authorization: "Negotiate abc" },
      { dpop: "e30.e30.e30" },
      { dpop: "a, b" },
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      { cookie: "bulkhead_session=a; bulkhead_session.sig=b; bulkhead_interaction=%FF" },
      { cookie: `bulkhead_session=${"a".repeat(4_000)}` },
      { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-for": "a,b" },
      { host: "evil.example" },
      { accept: "text/html" },
      { accept: "\u00ff/*" },
    ];
    const body = Buffer.from(new URLSearchParams(Object.fromEntries(usual()[endpoint] ?? [])).toString());
    for (const headers of strange)
      expectHarmless(
        JSON.stringify(headers).slice(0, 100),
        await send("POST", path, body, { ...FORM, ...headers } as never),
      );
  });
});

test("a device's form whose session is gone is shown again, and then leads on", async () => {
  const code = await send("POST", "/oauth/device_authorization", Buffer.from(`client_id=${client.id}`), FORM);
  const { user_code: userCode, verification_uri: start } = JSON.parse(code.text) as Record<string, string>;
  const walker = openWalker();
  const [form] = (await walker.request(String(start))).forms;
  walker.jar.clear();
  const typed = (xsrf = "") => new URLSearchParams({ xsrf, user_code: String(userCode) });
  const again = await walker.submit(form as Form, typed(form?.fields.find(({ name }) => name === "xsrf")?.value));
  expect([again.status, walker.cookies().length > 0]).toEqual([400, true]);
  const next = again.forms[0] as Form;
  const confirm = await walker.submit(next, typed(next.fields.find(({ name }) => name === "xsrf")?.value));
  expect([confirm.status, confirm.html.includes('name="confirm"')]).toEqual([200, true]);
});

test("what was tried broke nothing: the client goes on", async () => {
  const again = await redeem(world.issuer, client, await authorize(world.issuer, client, member));
  expect(again.status).toBe(200);
  const failures = world.server.logged.filter((line) => line.includes("the authorisation server failed"));
  expect(failures.slice(0, 3)).toEqual([]);
});
