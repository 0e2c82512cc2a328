import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newProofKey, proofOf } from "../testkit/access-tokens.ts";
import { type Canary, canary, findCanaries } from "../testkit/canaries.ts";
import { dump } from "../testkit/dump.ts";
import {
  change,
  type Member,
  type OAuthTenant,
  type OAuthWorld,
  openOAuthWorld,
  type TestClient,
} from "../testkit/oauth.ts";
import { installationClient } from "../testkit/oauth-doors.ts";
import type { Page } from "../testkit/oauth-page.ts";
import {
  authorize,
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  post,
  postAs,
  redeem,
  refresh,
  type Tokens,
} from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";

/** What a thief of the database, or of a backup, has: nothing that opens anything. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let publicClient: TestClient;
let confidential: TestClient;
/** Everything that was handed to somebody as a credential, some of it used and some not. */
const handedOut: Canary[] = [];

beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member();
  publicClient = await tenant.client({ kind: "PUBLIC" });
  confidential = await tenant.client({ kind: "CONFIDENTIAL" });
  hand("a client's secret", confidential.secret);
  hand("a password", member.password);
  await walkEverything();
}, 120_000);
afterAll(() => world?.stop());

function hand(what: string, secret: unknown): string {
  handedOut.push(canary(what, String(secret)));
  return String(secret);
}

function handTokens(what: string, { access_token, refresh_token, id_token }: Partial<Tokens>): void {
  if (access_token) hand(`${what}: access token`, access_token);
  if (access_token) hand(`${what}: signature of its access token`, access_token.split(".")[2]);
  if (refresh_token) hand(`${what}: refresh token`, refresh_token);
  if (id_token) hand(`${what}: signature of its ID token`, id_token.split(".")[2]);
}

/** Whatever a browser was given to show again. */
function handCookies(what: string, walker: Walker): void {
  for (const { name, value } of walker.jar.values()) if (value.length >= 16) hand(`${what}: cookie ${name}`, value);
}

/** Ids in the addresses of pages: who has one and its cookie is in the middle of an authorisation. */
function handInteractions(passed: Page[]): void {
  for (const { url } of passed) {
    const [, uid] = /\/oauth\/interaction\/([\w-]{16,})/.exec(url) ?? [];
    if (uid) hand("an interaction", uid);
  }
}

async function walkEverything(): Promise<void> {
  await codesAndTokens();
  await boundTokens();
  await pushedRequests();
  await devices();
  await links();
  const machine = await tenant.client({ kind: "MACHINE" });
  hand("a machine's secret", machine.secret);
  handTokens("machine", (await postAs(world.issuer, machine, "token", { grant_type: "client_credentials" })).body);
  const { oauthClient, secret } = await change<{ oauthClient: { id: string }; secret: string }>(
    tenant.admin,
    "mutation ($i: RotateOAuthClientSecretInput!) { rotateOAuthClientSecret(input: $i) { oauthClient { id } secret } }",
    { id: machine.id, overlapSeconds: 3_600 },
  );
  hand(`another secret of ${oauthClient.id}`, secret);
}

/** Sessions, codes used and not, rotated tokens with the answers kept for repetitions, and questions left open. */
async function codesAndTokens(): Promise<void> {
  for (const client of [publicClient, confidential, await installationClient(world.server)]) {
    const authorized = await authorize(world.issuer, client, member);
    hand("a used code", authorized.code);
    hand("a verifier", authorized.verifier);
    handCookies("signed in", authorized.walker);
    const { body } = await redeem(world.issuer, client, authorized);
    handTokens("by code", body);
    const next = await refresh(world.issuer, client, String(body.refresh_token));
    handTokens("refreshed", next.body);
    handTokens("repeated", (await refresh(world.issuer, client, String(body.refresh_token))).body);
    hand("a code", (await authorize(world.issuer, client, member)).code);
  }
  const walker = openWalker();
  const start = authorizeUrl(world.issuer, authorizeParameters(publicClient, newVerifier().challenge));
  const { passed, page } = await walker.walk(start, { until: "none:" });
  expect(page?.forms).not.toEqual([]);
  handInteractions(passed);
  handCookies("asked to sign in", walker);
  const { passed: denied } = await openWalker().walk(start, {
    as: member,
    consent: "deny",
    until: publicClient.redirectUri,
  });
  handInteractions(denied);
}

async function boundTokens(): Promise<void> {
  const key = await newProofKey();
  const dpop = await proofOf(key, { method: "POST", url: `${world.issuer}/oauth/token`, token: "" });
  const { code, verifier } = await authorize(world.issuer, publicClient, member);
  const { id: client_id, redirectUri: redirect_uri } = publicClient;
  const form = { client_id, redirect_uri, grant_type: "authorization_code", code, code_verifier: verifier };
  const { status, body } = await post(world.issuer, "token", form, { dpop });
  expect(status).toBe(200);
  handTokens("bound", body);
  hand("a proof", dpop);
  hand("a private key", key.privateKey.export({ format: "jwk" }).d);
}

async function pushedRequests(): Promise<void> {
  const { challenge } = newVerifier();
  const { body } = await postAs(world.issuer, confidential, "par", authorizeParameters(confidential, challenge));
  hand("a pushed request", String(body.request_uri).replace("urn:ietf:params:oauth:request_uri:", ""));
}

async function devices(): Promise<void> {
  const ask = async () =>
    (await postAs(world.issuer, publicClient, "device_authorization", { scope: "openid offline_access" })).body;
  const waiting = await ask();
  hand("a device code", waiting.device_code);
  userCodes.push(String(waiting.user_code));
  const used = await ask();
  hand("a used device code", used.device_code);
  userCodes.push(String(used.user_code));
  const walker = openWalker();
  await walker.walk(String(used.verification_uri), { as: member, userCode: String(used.user_code), until: "none:" });
  handCookies("device", walker);
  const { status, body } = await postAs(world.issuer, publicClient, "token", {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code: String(used.device_code),
  });
  expect([status, body.error]).toEqual([200, undefined]);
  handTokens("by device", body);
}

/** Too short to be looked for in bytes: eight characters may stand anywhere by chance. */
const userCodes: string[] = [];

async function links(): Promise<void> {
  const { user } = await change<{ user: { id: string } }>(
    tenant.admin,
    "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }",
    { email: "new@people.example", name: "New" },
  );
  const { url } = await change<{ url: string }>(
    tenant.admin,
    "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url } }",
    { userId: user.id },
  );
  hand("an activation link", new URL(url).searchParams.get("token"));
}

/** Every row as text, its texts inside jsonb included, beside the bytes that COPY writes. */
async function everything(): Promise<[string, Buffer][]> {
  const [binary, text] = [await dump(world.server.url), await dump(world.server.url, "text")];
  const named = (dumped: typeof text, how: string) =>
    [...dumped].map(([table, bytes]): [string, Buffer] => [`${table} (${how})`, bytes]);
  return [...named(binary, "binary"), ...named(text, "text"), ...named(unescaped(text), "unescaped")];
}

/** COPY doubles backslashes, and bytea stands there in hexadecimal. */
function unescaped(dumped: Awaited<ReturnType<typeof dump>>) {
  return new Map([...dumped].map(([table, bytes]) => [table, Buffer.from(bytes.toString().replaceAll("\\\\", "\\"))]));
}

test("no credential that was handed out stands in any table, in any way of writing it", async () => {
  const places = await everything();
  const sizes = new Map(places.map(([place, bytes]) => [place, bytes.length]));
  for (const table of ["oidc_artifact", "oauth_grant", "oauth_client_secret", "account", "activation_link"])
    expect([table, (sizes.get(`identity.${table} (text)`) ?? 0) > 50]).toEqual([table, true]);
  expect(handedOut.length).toBeGreaterThan(60);
  expect(findCanaries(handedOut, places)).toEqual([]);
  // The search finds what is there: the members' addresses are.
  expect(findCanaries([canary("an address", member.email)], places)).not.toEqual([]);
});

test("no user code stands there, and its hash cannot be found by trying all codes there are", async () => {
  const { rows } = await world.server.databases.owner.pool.query<{ user_code: Buffer; row: string }>(
    "select user_code, to_jsonb(a)::text as row from identity.oidc_artifact a where user_code is not null",
  );
  expect(rows.length).toBeGreaterThanOrEqual(1);
  const written = userCodes.flatMap((code) => [code, code.replace("-", "")]);
  const { rows: all } = await world.server.databases.owner.pool.query<{ row: string }>(
    "select to_jsonb(a)::text as row from identity.oidc_artifact a",
  );
  for (const code of written) {
    for (const { row } of all) expect(row).not.toContain(code);
    for (const { user_code } of rows)
      for (const algorithm of ["sha256", "sha1", "sha512", "md5"])
        expect(user_code.equals(createHash(algorithm).update(code).digest().subarray(0, 32))).toBe(false);
  }
});

describe("what the thief reads there opens nothing:", () => {
  interface Row {
    model: string;
    digest: Buffer;
    uid: string | null;
    replay: Buffer | null;
    user_code: Buffer | null;
    sealed: string | null;
  }
  /** All that could be mistaken for a credential, of one model, as it can be written in a request. */
  async function loot(models: string[]): Promise<string[]> {
    const { rows } = await world.server.databases.owner.pool.query<Row>(
      `select model, digest, session_uid as uid, replay, user_code, payload ->> 'sealed' as sealed
       from identity.oidc_artifact where model = any($1)`,
      [models],
    );
    expect(new Set(rows.map(({ model }) => model))).toEqual(new Set(models));
    return rows.flatMap(({ digest, uid, replay, user_code, sealed }) => {
      const bytes = [digest, replay, user_code].filter((one) => one !== null);
      const written = bytes.flatMap((one) => [
        one.toString("hex"),
        one.toString("base64url"),
        `\\x${one.toString("hex")}`,
      ]);
      return [...written, ...[uid, sealed].filter((one) => one !== null)].map((one) => one.slice(0, 2_000));
    });
  }

  test("as a code or a refresh token", async () => {
    for (const code of await loot(["AuthorizationCode"]))
      expect(
        (await redeem(world.issuer, publicClient, { code, verifier: newVerifier().verifier } as never)).body.error,
      ).toBe("invalid_grant");
    for (const token of await loot(["RefreshToken"]))
      expect((await refresh(world.issuer, publicClient, token)).body.error).toBe("invalid_grant");
  });

  test("as a device code or a pushed request", async () => {
    for (const device_code of await loot(["DeviceCode"])) {
      const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
      expect((await postAs(world.issuer, publicClient, "token", { grant_type, device_code })).body.error).toBe(
        "invalid_grant",
      );
    }
    for (const uri of await loot(["PushedAuthorizationRequest"])) {
      const request_uri = `urn:ietf:params:oauth:request_uri:${uri}`;
      const page = await openWalker().request(authorizeUrl(world.issuer, { client_id: confidential.id, request_uri }));
      expect([page.status, page.headers.get("location")]).toEqual([400, null]);
    }
  });

  test("as a browser's session or question, signed or not", async () => {
    for (const value of await loot(["Session", "Interaction"])) {
      const query = authorizeParameters(publicClient, newVerifier().challenge, { prompt: "none" });
      const answer = await fetch(authorizeUrl(world.issuer, query), {
        redirect: "manual",
        headers: { cookie: `bulkhead_session=${value}; bulkhead_session.sig=${value.slice(0, 27)}` },
      });
      expect(new URL(answer.headers.get("location") ?? "").searchParams.get("error")).toBe("login_required");
      const question = await fetch(`${world.issuer}/oauth/interaction/${encodeURIComponent(value.slice(0, 64))}`, {
        headers: { cookie: `bulkhead_interaction=${value}; bulkhead_interaction.sig=${value.slice(0, 27)}` },
      });
      expect([400, 404]).toContain(question.status);
    }
  });

  test("as a client's secret, an activation link or a password", async () => {
    const { pool } = world.server.databases.owner;
    const secrets = await pool.query<{ digest: Buffer }>("select digest from identity.oauth_client_secret");
    for (const { digest } of secrets.rows)
      for (const secret of [digest.toString("hex"), digest.toString("base64url"), digest.toString("base64")]) {
        const { status } = await postAs(world.issuer, { ...confidential, secret }, "token", {
          grant_type: "refresh_token",
          refresh_token: "any",
        });
        expect(status).toBe(401);
      }
    const tokens = await pool.query<{ digest: Buffer }>("select digest from identity.activation_link");
    for (const { digest } of tokens.rows)
      for (const token of [digest.toString("hex"), digest.toString("base64url")])
        expect((await openWalker().request(`${world.issuer}/oauth/activate?token=${token}`)).status).toBe(404);
    const accounts = await pool.query<{ password_hash: string }>("select password_hash from identity.account limit 1");
    const password = String(accounts.rows[0]?.password_hash);
    expect(password).toMatch(/^\$argon2id\$/);
    const start = authorizeUrl(world.issuer, authorizeParameters(publicClient, newVerifier().challenge));
    const { answer } = await openWalker().walk(start, { as: { ...member, password }, until: publicClient.redirectUri });
    expect(answer).toBeUndefined();
  });

  test("as a key that signs: the private ones are sealed", async () => {
    const { rows } = await world.server.databases.owner.pool.query<{ sealed: Buffer }>(
      "select sealed from identity.signing_key",
    );
    expect(rows.length).toBeGreaterThan(0);
    const { privateJwks } = world.server.platform.authorisation.signingKeys.current();
    const keys = privateJwks.map(({ d }) => canary("a private key", Buffer.from(String(d), "base64url")));
    expect(findCanaries(keys, await everything())).toEqual([]);
  });
});
