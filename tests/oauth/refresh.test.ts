import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Member, OAuthTenant, TestClient } from "../testkit/oauth.ts";
import { type OAuthPair, openOAuthPair } from "../testkit/oauth-pair.ts";
import { authorize, type JsonAnswer, postAs, redeem, refresh, type Tokens } from "../testkit/oauth-requests.ts";
import { until } from "../testkit/until.ts";

/** Refresh rotation over two processes and one database: the promises of RFC 9700 section 4.14.2, and more. */
let pair: OAuthPair;
let tenant: OAuthTenant;
let member: Member;
let spa: TestClient;

beforeAll(async () => {
  pair = await openOAuthPair();
  tenant = await pair.tenant();
  member = await tenant.member();
  spa = await tenant.client({ kind: "PUBLIC" });
}, 120_000);
afterAll(() => pair.stop(), 30_000);

const sql = async <R>(text: string, values: unknown[] = []) =>
  (await pair.server.databases.owner.pool.query(text, values)).rows as R[];

/** Signs in anew: a family of its own. */
async function newFamily(client = spa, who = member): Promise<Tokens> {
  const { status, body } = await redeem(pair.issuer, client, await authorize(pair.issuer, client, who));
  expect([status, body.error]).toEqual([200, undefined]);
  return body as unknown as Tokens;
}

/** The second process, asked as if it were the issuer. */
const at = (address: string) => ({
  refresh: (token: string, other = {}, client = spa) => refresh(address, client, token, other),
  revoke: (token: string, client = spa) => postAs(address, client, "revoke", { token }),
});
const [first, second] = [() => at(pair.addresses[0]), () => at(pair.addresses[1])];

async function isAccepted(token: string, address: string): Promise<boolean> {
  const answer = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query: "{ me { actor { id } } }" }),
  });
  return answer.status === 200 && !(await answer.text()).includes('"errors"');
}

async function isDeadEverywhere(token: string): Promise<void> {
  for (const address of pair.addresses) await until(async () => !(await isAccepted(token, address)), 5_000);
}

/** As if it had been used a while ago. */
async function ageUse(seconds: number): Promise<void> {
  await sql(
    `update identity.oidc_artifact set consumed_at = consumed_at - make_interval(secs => $1)
     where model = 'RefreshToken' and consumed_at is not null`,
    [seconds],
  );
}

const reasons = async (tokens: Tokens) =>
  (
    await sql<{ end_reason: string | null }>("select end_reason from identity.oauth_grant where id = $1", [
      uuidOf(String(decodeJwt(tokens.access_token).sid)),
    ])
  ).map((row) => row.end_reason);

function uuidOf(id: string): string {
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  let bits = 0n;
  for (const letter of id.slice(4)) bits = (bits << 5n) | BigInt(letters.indexOf(letter));
  const hex = bits.toString(16).padStart(32, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

describe("a refresh token", () => {
  test("used 24 times at once in two processes has one successor, and everybody gets it", async () => {
    const tokens = await newFamily();
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) => (n % 2 === 0 ? first() : second()).refresh(tokens.refresh_token)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const successor = answers[0]?.body as unknown as Tokens;
    expect(successor.refresh_token).not.toBe(tokens.refresh_token);
    const sid = uuidOf(String(decodeJwt(tokens.access_token).sid));
    const live = await sql(
      "select 1 from identity.oidc_artifact where model = 'RefreshToken' and grant_id = $1 and consumed_at is null",
      [sid],
    );
    expect(live).toHaveLength(1);
    expect((await second().refresh(successor.refresh_token)).status).toBe(200);
  });

  test("used again after the window ends its family, in both processes, and no other device's", async () => {
    const tokens = await newFamily();
    const other = await newFamily();
    const next = (await first().refresh(tokens.refresh_token)).body as unknown as Tokens;
    for (const address of pair.addresses) expect(await isAccepted(next.access_token, address)).toBe(true);
    await ageUse(21);
    const thief = await second().refresh(tokens.refresh_token);
    expect([thief.status, thief.body.error]).toEqual([400, "invalid_grant"]);
    expect(await reasons(tokens)).toEqual(["REUSED"]);
    expect((await first().refresh(next.refresh_token)).body.error).toBe("invalid_grant");
    await isDeadEverywhere(next.access_token);
    await isDeadEverywhere(tokens.access_token);
    expect(await isAccepted(other.access_token, pair.addresses[1])).toBe(true);
    expect((await second().refresh(other.refresh_token)).status).toBe(200);
  });

  test("repeated within the window with anything else asked for is refused, and ends nothing", async () => {
    const tokens = await newFamily();
    const stranger = await tenant.client({ kind: "PUBLIC" });
    const { body } = await first().refresh(tokens.refresh_token);
    const attempts: Promise<JsonAnswer>[] = [
      second().refresh(tokens.refresh_token, { scope: "openid" }),
      second().refresh(tokens.refresh_token, { resource: `${pair.issuer}/api` }),
      second().refresh(tokens.refresh_token, {}, stranger),
    ];
    for (const { status, body: refused } of await Promise.all(attempts))
      expect([status, refused.error]).toEqual([400, "invalid_grant"]);
    expect(await reasons(tokens)).toEqual([null]);
    expect((await first().refresh(String(body.refresh_token))).status).toBe(200);
  });

  test("may shrink its scope and never widen it", async () => {
    const { code, verifier, answer, walker } = await authorize(pair.issuer, spa, member, {
      scope: "openid email record:read",
    });
    const { body } = await redeem(pair.issuer, spa, { code, verifier, answer, walker });
    const narrow = await first().refresh(String(body.refresh_token), { scope: "openid record:read" });
    expect(decodeJwt(String(narrow.body.access_token)).scope).toBe("openid record:read");
    const wide = await first().refresh(String(narrow.body.refresh_token), { scope: "openid profile" });
    expect([wide.status, wide.body.error]).toEqual([400, "invalid_scope"]);
    const back = await first().refresh(String(narrow.body.refresh_token));
    expect(decodeJwt(String(back.body.access_token)).scope).toBe("openid email record:read");
  });

  test("of a client with a secret is not rotated, and works in parallel and again", async () => {
    const server = await tenant.client({ kind: "CONFIDENTIAL" });
    const tokens = await newFamily(server);
    const answers = await Promise.all([1, 2, 3].map(() => second().refresh(tokens.refresh_token, {}, server)));
    expect(answers.map(({ status, body }) => [status, body.refresh_token])).toEqual(
      answers.map(() => [200, tokens.refresh_token]),
    );
  });

  test("ends when it was not used for two weeks, and its family after its whole life", async () => {
    const idle = await newFamily();
    await sql("update identity.oidc_artifact set payload = jsonb_set(payload, '{exp}', '1') where grant_id = $1", [
      uuidOf(String(decodeJwt(idle.access_token).sid)),
    ]);
    expect((await first().refresh(idle.refresh_token)).body.error).toBe("invalid_grant");
    const old = await newFamily();
    await sql("update identity.oauth_grant set expires_at = now() where id = $1", [
      uuidOf(String(decodeJwt(old.access_token).sid)),
    ]);
    expect((await first().refresh(old.refresh_token)).body.error).toBe("invalid_grant");
  });
});

describe("a refresh and", () => {
  test("a revocation at the same time leave no token that works", async () => {
    for (let round = 0; round < 8; round++) {
      const tokens = await newFamily();
      const [refreshed, revoked] = await Promise.all([
        (round % 2 ? first() : second()).refresh(tokens.refresh_token),
        (round % 2 ? second() : first()).revoke(tokens.refresh_token),
      ]);
      expect(revoked.status).toBe(200);
      const minted = refreshed.status === 200 ? (refreshed.body as unknown as Tokens) : tokens;
      // The revocation may have come too late for a token that was used already: then it says so of the successor.
      expect((await first().revoke(minted.refresh_token)).status).toBe(200);
      expect((await second().refresh(minted.refresh_token)).body.error).toBe("invalid_grant");
      await isDeadEverywhere(minted.access_token);
    }
  }, 60_000);

  test("a crash between use and successor: the client asks again and goes on", async () => {
    const tokens = await newFamily();
    await sql(`create function identity.stall() returns trigger language plpgsql as
      $$ begin if new.model = 'RefreshToken' then perform pg_sleep(0.9); end if; return new; end $$`);
    await sql(
      "create trigger stall before insert on identity.oidc_artifact for each row execute function identity.stall()",
    );
    const lost = second()
      .refresh(tokens.refresh_token)
      .catch(() => "lost");
    await new Promise((resolve) => setTimeout(resolve, 400));
    await pair.kill();
    expect(await lost).toBe("lost");
    await sql("drop trigger stall on identity.oidc_artifact");
    await sql("drop function identity.stall()");
    expect((await first().refresh(tokens.refresh_token)).status).toBe(200);
    await pair.restart();
    expect(await reasons(tokens)).toEqual([null]);
  }, 90_000);
});
