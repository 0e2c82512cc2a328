import { freePort } from "@bulkhead/infra/free-port.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { installationClient } from "../testkit/oauth-doors.ts";
import type { Form } from "../testkit/oauth-page.ts";
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
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";

/** Attacks on the authorisation server that once worked, or that look as if they could. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let spa: TestClient;

beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member("Admin");
  spa = await tenant.client({ kind: "PUBLIC" });
}, 60_000);
afterAll(() => world?.stop());

const sql = async <R>(text: string, values: unknown[] = []) =>
  (await world.server.databases.owner.pool.query(text, values)).rows as R[];

/** What a client is told that asks without showing anybody anything. */
async function told(client: TestClient, walker: Walker): Promise<URLSearchParams | undefined> {
  const parameters = authorizeParameters(client, newVerifier().challenge, { prompt: "none" });
  const { headers } = await walker.request(authorizeUrl(world.issuer, parameters));
  return URL.parse(headers.get("location") ?? "")?.searchParams;
}

const silently = (client: TestClient, walker: Walker, other = {}) =>
  walker.walk(
    authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge, { prompt: "none", ...other })),
    { until: client.redirectUri },
  );

describe("a client that was allowed one permission", () => {
  test("does not get the whole role by refreshing without naming any", async () => {
    const tokens = await tokensOf(world.issuer, spa, member, { scope: "openid email record:read" });
    for (const scope of ["openid", "email", "openid email"]) {
      const { status, body } = await refresh(world.issuer, spa, tokens.refresh_token, { scope });
      expect([scope, status, body.error]).toEqual([scope, 400, "invalid_scope"]);
    }
    const { body } = await refresh(world.issuer, spa, tokens.refresh_token, { scope: "record:read" });
    expect(decodeJwt(String(body.access_token)).scope).toBe("record:read");
  });

  test("does not get the whole role by asking for less a second time, in whatever session", async () => {
    const client = await tenant.client({ kind: "PUBLIC" });
    const walker = openWalker();
    await tokensOf(world.issuer, client, member, { scope: "openid record:read" }, walker);
    for (const [scope, error] of [
      ["openid", "consent_required"],
      ["openid nonsense", "consent_required"],
      // Ignored, a misspelt permission would leave none, which is all of them.
      ["openid records:read", "invalid_scope"],
    ] as const) {
      const { answer } = await silently(client, walker, { scope });
      expect([scope, answer?.searchParams.get("error")]).toEqual([scope, error]);
    }
    const again = await silently(client, walker, { scope: "openid record:read" });
    expect(again.answer?.searchParams.get("code")).toBeTypeOf("string");
    // Another browser: only the memory of the consent is left.
    const other = openWalker();
    await authorize(world.issuer, spa, member, {}, other);
    const elsewhere = await silently(client, other, { scope: "openid" });
    expect(elsewhere.answer?.searchParams.get("error")).toBe("consent_required");
  });
});

test("whoever takes back a consent is asked again, however often they consented before", async () => {
  const client = await tenant.client({ kind: "PUBLIC" });
  const walker = openWalker();
  await tokensOf(world.issuer, client, member, {}, walker);
  await walker.walk(`${world.issuer}/oauth/logout?client_id=${client.id}`, { until: "none:" });
  const tokens = await tokensOf(world.issuer, client, member, { prompt: undefined }, walker);
  expect((await postAs(world.issuer, client, "revoke", { token: tokens.refresh_token })).status).toBe(200);
  const { answer } = await silently(client, walker, { scope: "openid email" });
  expect(answer?.searchParams.get("error")).toBe("consent_required");
});

test("revoking a refresh token that a thief has used ends what the thief got", async () => {
  const tokens = await tokensOf(world.issuer, spa, member);
  const thief = await refresh(world.issuer, spa, tokens.refresh_token);
  expect((await postAs(world.issuer, spa, "revoke", { token: tokens.refresh_token })).status).toBe(200);
  const { body } = await refresh(world.issuer, spa, String(thief.body.refresh_token));
  expect(body.error).toBe("invalid_grant");
});

test("a tenant named by resource is the one that is entered, or none", async () => {
  const elsewhere = await world.tenant();
  const both = await elsewhere.member("Viewer", { email: member.email, password: member.password });
  const client = await installationClient(world.server);
  const parameters = authorizeParameters(client, newVerifier().challenge, {
    resource: `${world.issuer}/api/tenants/${tenant.id}`,
    prompt: "select_account",
  });
  const { answer } = await openWalker().walk(authorizeUrl(world.issuer, parameters), {
    as: { ...member, tenant: both.tenant },
    until: client.redirectUri,
  });
  expect(answer?.searchParams.get("error")).toBe("access_denied");
});

test("a refresh that is refused for what it asks for costs the client nothing", async () => {
  const tokens = await tokensOf(world.issuer, spa, member);
  const resource = `${world.issuer}/api/tenants/${tenant.id}`;
  const wrong = await refresh(world.issuer, spa, tokens.refresh_token, { resource });
  expect([wrong.status, wrong.body.error]).toEqual([400, "invalid_target"]);
  expect((await refresh(world.issuer, spa, tokens.refresh_token)).status).toBe(200);
});

test("a session that is signed out while it is in use stays signed out, and nothing begun in it stands", async () => {
  for (let round = 0; round < 5; round++) {
    const client = await tenant.client({ kind: "PUBLIC" });
    const walker = openWalker();
    await tokensOf(world.issuer, client, member, {}, walker);
    const others = [1, 2, 3].map(() => walker.copy());
    let isOver = false;
    const polling = others.map(async (other) => {
      while (!isOver) await told(client, other);
    });
    const bye = await walker.walk(`${world.issuer}/oauth/logout?client_id=${client.id}`, { until: "none:" });
    expect(bye.page?.status).toBe(200);
    isOver = true;
    await Promise.all(polling);
    for (const other of others) expect((await told(client, other))?.get("error")).toBe("login_required");
    const standing = await sql("select from identity.oauth_grant where client_id = $1 and ended_at is null", [
      decodeId("oauthClient", client.id, "id"),
    ]);
    expect(standing).toEqual([]);
  }
}, 60_000);

test("many who repeat used tokens of one family at once end it, and none of them waits for another for ever", async () => {
  const client = await tenant.client({ kind: "PUBLIC" });
  for (let round = 0; round < 4; round++) {
    const walker = openWalker();
    const family: Tokens[] = [];
    for (let at = 0; at < 5; at++)
      family.push(await tokensOf(world.issuer, client, member, { prompt: undefined }, walker));
    for (const { refresh_token } of family) await refresh(world.issuer, client, refresh_token);
    await sql(
      `update identity.oidc_artifact set consumed_at = consumed_at - interval '1 minute'
       where model = 'RefreshToken' and consumed_at is not null`,
    );
    const answers = await Promise.all(
      family.flatMap(({ refresh_token: token }) => [
        refresh(world.issuer, client, token),
        postAs(world.issuer, client, "revoke", { token }),
      ]),
    );
    const refused = answers.map(({ status, body }) => `${status} ${body.error ?? ""}`);
    expect([...new Set(refused)].sort()).toEqual(["200 ", "400 invalid_grant"]);
    const standing = await sql("select from identity.oauth_grant where client_id = $1 and ended_at is null", [
      decodeId("oauthClient", client.id, "id"),
    ]);
    expect(standing).toEqual([]);
  }
}, 60_000);

test("what is consented to is what the page said, whatever another tab chose meanwhile", async () => {
  const elsewhere = await world.tenant();
  const both = await elsewhere.member("Viewer", { email: member.email, password: member.password });
  const app = await installationClient(world.server, "com.example.app:/callback");
  const walker = openWalker();
  await tokensOf(world.issuer, app, { ...member, tenant: tenant.id }, { prompt: "select_account" }, walker);
  const { verifier, challenge } = newVerifier();
  let page = await walker.request(
    authorizeUrl(world.issuer, authorizeParameters(app, challenge, { prompt: undefined })),
  );
  page = await walker.request(new URL(page.headers.get("location") ?? "", page.url).href);
  const [allow] = page.forms;
  expect([page.status, allow?.action]).toEqual([200, page.url]);
  await tokensOf(world.issuer, app, { ...member, tenant: both.tenant }, { prompt: "select_account" }, walker);
  const onward = await walker.submit(allow as Form, new URLSearchParams());
  const way = /http-equiv="refresh" content="0;url=([^"]*)"/.exec(onward.html)?.[1] ?? "";
  const { answer } = await walker.walk(way, { until: app.redirectUri });
  const code = answer?.searchParams.get("code") ?? "";
  const { body } = await redeem(world.issuer, app, { code, verifier, answer: answer as URL, walker });
  expect(decodeJwt(String(body.access_token)).tenant_id).toBe(tenant.id);
});

test("an app that wants its answer by a form, which no browser can post to it, gets it as usual", async () => {
  const app = await tenant.client({ kind: "PUBLIC", redirectUris: ["com.example.app:/callback"] });
  const { answer } = await authorize(world.issuer, app, member, { response_mode: "form_post" });
  expect([answer.searchParams.get("state"), answer.searchParams.get("iss")]).toEqual(["as it was", world.issuer]);
});

test("a code for a device that somebody sent is not worth a token before the person has read what for", async () => {
  const client = await installationClient(world.server);
  const victim = openWalker();
  await tokensOf(world.issuer, client, member, {}, victim);
  for (const scope of ["openid", "openid record:read"]) {
    const { body } = await post(world.issuer, "device_authorization", { client_id: client.id, scope });
    const { passed } = await victim.walk(String(body.verification_uri_complete), { as: member, until: "none:" });
    expect(passed.filter(({ html }) => html.includes('class="allowed"')).length).toBe(1);
    const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    const device_code = String(body.device_code);
    expect((await postAs(world.issuer, client, "token", { grant_type, device_code })).status).toBe(200);
  }
});

test("a frame in a sandbox may not use an app's client", async () => {
  const app = await tenant.client({ kind: "PUBLIC", redirectUris: ["com.example.app:/callback"] });
  const { headers } = await post(
    world.issuer,
    "token",
    { grant_type: "refresh_token", client_id: app.id },
    { origin: "null" },
  );
  expect(headers.get("access-control-allow-origin")).toBeNull();
});

test("characters that no table takes are the request's fault", async () => {
  for (const endpoint of ["par", "device_authorization"]) {
    const { status, body } = await post(world.issuer, endpoint, {
      ...authorizeParameters(spa, newVerifier().challenge),
      login_hint: "a\0b",
      nonce: "a\0b",
    });
    expect([endpoint, status, body.error]).toEqual([endpoint, 400, "invalid_request"]);
  }
  const page = await openWalker().walk(
    authorizeUrl(world.issuer, authorizeParameters(spa, newVerifier().challenge, { nonce: "a\0b" })),
    { as: member, until: spa.redirectUri },
  );
  expect([page.page?.status ?? page.answer?.href]).toEqual([400]);
});

test("a session that was never signed in is kept for an hour, not for weeks", async () => {
  await openWalker().request(`${world.issuer}/oauth/logout`);
  await openWalker().request(`${world.issuer}/oauth/device`);
  const [row] = await sql<{ most: number }>(
    `select max(extract(epoch from expires_at - now()))::int as most from identity.oidc_artifact
     where model = 'Session' and account_id is null`,
  );
  expect(row?.most).toBeGreaterThan(0);
  expect(row?.most).toBeLessThanOrEqual(3_600);
});

test("a client for the web and for a device works for both, and asks each time", async () => {
  const redirectUris = ["https://client.example/callback", "com.example.app:/callback"];
  const client = await tenant.client({ kind: "PUBLIC", redirectUris });
  const walker = openWalker();
  await authorize(world.issuer, client, member, {}, walker);
  const { answer } = await silently({ ...client, redirectUri: redirectUris[1] as string }, walker);
  expect(answer?.searchParams.get("error")).toMatch(/consent_required|interaction_required/);
});

test("over TLS no neighbour can set the cookies of the sign-in, and none goes without TLS", async () => {
  const port = await freePort();
  const far = await openOAuthWorld({ BULKHEAD_PORT: String(port), BULKHEAD_PUBLIC_ORIGIN: "https://id.example" });
  try {
    const client = await (await far.tenant()).client({ kind: "PUBLIC" });
    const start = new URL(authorizeUrl("https://id.example", authorizeParameters(client, newVerifier().challenge)));
    const near = `http://localhost:${port}`;
    for (const path of [start.pathname + start.search, "/oauth/device"]) {
      const { headers } = await fetch(near + path, { redirect: "manual" });
      const cookies = headers.getSetCookie();
      expect(cookies.length).toBeGreaterThanOrEqual(2);
      for (const cookie of cookies) {
        expect(cookie).toMatch(/^__(Host|Secure)-bulkhead_/);
        expect(cookie).toMatch(/; secure/i);
        expect(cookie).toMatch(/; httponly/i);
        expect(cookie).toMatch(/; samesite=lax/i);
        expect(cookie).not.toMatch(/; domain=/i);
        if (cookie.startsWith("__Host-")) expect(cookie).toMatch(/; path=\/(;|$)/i);
      }
    }
  } finally {
    await far.stop();
  }
}, 60_000);

test("a body in another charset is not another form than the one that was looked at", async () => {
  // To whoever believes the charset, what stands between the escapes is one word in Japanese.
  const hidden = "a=\u001b$B&grant_type=client_credentials&x\u001b(B";
  const answer = await fetch(`${world.issuer}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=iso-2022-jp" },
    body: `${hidden}&grant_type=refresh_token&refresh_token=x&client_id=${spa.id}`,
  });
  // Both are seen, and one of them is too many.
  expect(await answer.json()).toMatchObject({ error: "invalid_request" });
});

test("revocations of tokens that have expired do not pile up", async () => {
  const machine = await tenant.client({ kind: "MACHINE" });
  for (let at = 0; at < 2; at++) {
    const { body } = await postAs(world.issuer, machine, "token", { grant_type: "client_credentials" });
    await postAs(world.issuer, machine, "revoke", { token: String(body.access_token) });
  }
  const count = async () => (await sql<{ n: string }>("select count(*) as n from identity.revoked_token"))[0]?.n;
  expect(await count()).toBe("2");
  await sql(
    `update identity.revoked_token set expires_at = now() - interval '11 minutes'
     where id = (select id from identity.revoked_token limit 1)`,
  );
  await world.server.platform.authorisation.sweep(new AbortController().signal);
  expect(await count()).toBe("1");
});

test("the sealed answer of a used refresh token goes once its window is over; the use stays known", async () => {
  const client = await tenant.client({ kind: "PUBLIC" });
  const { body } = await redeem(world.issuer, client, await authorize(world.issuer, client, member));
  await refresh(world.issuer, client, String(body.refresh_token));
  const kept = () =>
    sql<{ replays: number; used: number }>(
      `select count(replay)::int as replays, count(consumed_at)::int as used from identity.oidc_artifact
       where model = 'RefreshToken' and client_id is null and grant_id = (select max(grant_id::text)::uuid
         from identity.oidc_artifact where model = 'RefreshToken' and consumed_at is not null)`,
    );
  expect(await kept()).toEqual([{ replays: 1, used: 1 }]);
  await sql("update identity.oidc_artifact set consumed_at = now() - interval '2 minutes' where replay is not null");
  await world.server.platform.authorisation.sweep(new AbortController().signal);
  expect(await kept()).toEqual([{ replays: 0, used: 1 }]);
});
