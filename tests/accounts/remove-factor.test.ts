import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { decodeJwt } from "jose";
import { WWWAuthenticateChallengeError } from "oauth4webapi";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ageSessions } from "../testkit/account-rows.ts";
import { type Mailbox, mailboxOf } from "../testkit/mailbox.ts";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { installationClient } from "../testkit/oauth-doors.ts";
import { tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";
import { addTotp } from "../testkit/second-factors.ts";

/** Statement 35 as an application meets it: refused after an old sign-in, told what is needed, and done after that was followed. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let console: TestClient;
let mailbox: Mailbox;
beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  console = await installationClient(world.server);
  mailbox = mailboxOf(world.server);
}, 60_000);
afterAll(() => world?.stop());

const MULTI = "urn:bulkhead:acr:multi-factor";
const REMOVE = "mutation ($i: RemoveFactorInput!) { removeFactor(input: $i) { id factors { id } } }";

interface Owner extends Member {
  code: () => Promise<string>;
  walker: Walker;
}

async function withFactor(): Promise<Owner> {
  const member = await tenant.member();
  const { code } = await addTotp(world, member);
  return { ...member, code, walker: openWalker() };
}

/** A token of the application, by the pages: password and code, each where it is asked for. */
async function tokenOf(owner: Owner, other: Record<string, string | undefined> = {}): Promise<string> {
  return (await tokensOf(world.issuer, console, owner, other, owner.walker)).access_token;
}

async function factorsOf(token: string): Promise<string[]> {
  const { data, errors } = await world.server.graphql(token, "{ me { factors { id } } }");
  expect(errors).toBeUndefined();
  return (data as { me: { factors: { id: string }[] } }).me.factors.map(({ id }) => id);
}

/** Signed in with both, but too long ago for what changes how one signs in. */
async function staleToken(owner: Owner): Promise<string> {
  await tokenOf(owner);
  await ageSessions(world.server, owner.email, 901);
  const token = await tokenOf(owner, { prompt: "none" });
  const { acr, auth_time: authTime } = decodeJwt(token);
  expect(acr).toBe(MULTI);
  expect(Number(authTime)).toBeLessThan(Date.now() / 1_000 - 900);
  return token;
}

/** The same browser, asked as the refusal says. */
async function freshToken(owner: Owner, acrValues: string, maxAge: string): Promise<string> {
  const asked = { prompt: undefined, acr_values: acrValues, max_age: maxAge };
  const byPassword = { email: owner.email, password: owner.password };
  await expect(tokensOf(world.issuer, console, byPassword, asked, owner.walker)).rejects.toThrow(
    "Confirm that it is you",
  );
  const token = await tokenOf(owner, asked);
  const { acr, auth_time: authTime } = decodeJwt(token);
  expect(acr).toBe(MULTI);
  expect(Number(authTime)).toBeGreaterThan(Date.now() / 1_000 - 600);
  return token;
}

const auditOf = async ({ userId }: Member, action: string, target: string) =>
  (
    await world.server.databases.owner.pool.query(
      `select actor_id, body -> 'detail' as detail from platform.audit_event
       where tenant_id = $1 and action = $2 and target_id = $3 and actor_id = $4`,
      [tryDecodeId("tenant", tenant.id), action, target, userId],
    )
  ).rows;

/** It is gone, whoever owns it has a mail, and the tenant has it in its log, once. */
async function expectRemoved(owner: Owner, token: string): Promise<void> {
  expect(await factorsOf(token)).toEqual([]);
  const mail = await mailbox.mailTo(owner.email, { subject: "An authenticator app was removed from your account" });
  expect(mail.text).toContain("Nobody can sign in with an authenticator app (Phone) any more.");
  expect(await auditOf(owner, "factor.remove", owner.userId)).toEqual([
    { actor_id: owner.userId, detail: { kind: "TOTP" } },
  ]);
}

test("GraphQL: a stale sign-in is told class and age, removes nothing, and after both were followed it does", async () => {
  const owner = await withFactor();
  const stale = await staleToken(owner);
  const [id] = await factorsOf(stale);
  const refused = await world.server.graphql(stale, REMOVE, { i: { id } });
  expect([refused.status, refused.data]).toEqual([401, undefined]);
  const { extensions } = refused.errors?.[0] ?? {};
  expect(extensions).toMatchObject({ code: "INSUFFICIENT_AUTHENTICATION", acrValues: [MULTI], maxAge: 900 });
  expect(await factorsOf(stale)).toEqual([id]);
  const { acrValues, maxAge } = extensions as unknown as { acrValues: string[]; maxAge: number };
  const fresh = await freshToken(owner, acrValues.join(" "), String(maxAge));
  const done = await world.server.graphql(fresh, REMOVE, { i: { id } });
  expect([done.errors, done.data]).toEqual([undefined, { removeFactor: { id, factors: [] } }]);
  await expectRemoved(owner, fresh);
  const again = await world.server.graphql(fresh, REMOVE, { i: { id } });
  expect(again.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
}, 60_000);

test("REST: a stale sign-in gets the challenge of RFC 9470, a library reads it, and after it was followed it removes", async () => {
  const owner = await withFactor();
  const stale = await staleToken(owner);
  const [id] = await factorsOf(stale);
  const remove = (token: string) => world.server.rest(token, "DELETE", `/v1/me/factors/${id}`);
  const refused = await remove(stale);
  expect(refused.status).toBe(401);
  expect(JSON.parse(refused.text)).toMatchObject({
    code: "INSUFFICIENT_AUTHENTICATION",
    acr_values: [MULTI],
    max_age: 900,
  });
  expect(await factorsOf(stale)).toEqual([id]);
  const challenge = await challengeOf(stale, `/v1/me/factors/${id}`);
  expect(challenge).toMatchObject({ acr_values: MULTI, max_age: "900" });
  const fresh = await freshToken(owner, String(challenge.acr_values), String(challenge.max_age));
  const done = await remove(fresh);
  expect(done.status).toBe(200);
  await expectRemoved(owner, fresh);
}, 60_000);

/** As a client library hands it to an application. */
async function challengeOf(token: string, path: string): Promise<Record<string, string | undefined>> {
  const { protectedResourceRequest, allowInsecureRequests } = await import("oauth4webapi");
  const url = new URL(`${world.issuer}${path}`);
  const error: unknown = await protectedResourceRequest(token, "DELETE", url, undefined, undefined, {
    [allowInsecureRequests]: true,
  }).catch((reason: unknown) => reason);
  if (!(error instanceof WWWAuthenticateChallengeError)) throw error;
  const asked = error.cause.find(({ parameters }) => parameters.error === "insufficient_user_authentication");
  return (asked?.parameters ?? {}) as Record<string, string | undefined>;
}
