import {
  MULTI_FACTOR_ACR as MULTI,
  PHISHING_RESISTANT_ACR as RESISTANT,
  PASSWORD_ACR as SINGLE,
} from "@bulkhead/kernel/acr.ts";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ageSessions } from "../testkit/account-rows.ts";
import { type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import {
  authorize,
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  postAs,
  redeem,
  refresh,
  type Tokens,
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker, type Person, type Walker } from "../testkit/oauth-walker.ts";
import { addPasskey, addTotp, memberWithTotp, setMfa } from "../testkit/second-factors.ts";

/** Step-up by the authorisation server (RFC 9470): a client asks for a class or for a fresh sign-in, and gets it or an error. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let client: TestClient;

beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  client = await tenant.client({ kind: "PUBLIC" });
  // People with a factor are not asked for it here, so that it is the client who asks.
  await setMfa(world, tenant, "OFF");
}, 60_000);
afterAll(() => world?.stop());

const withTotp = () => memberWithTotp(world, tenant);

const claimsOf = ({ access_token, id_token }: Pick<Tokens, "access_token" | "id_token">) =>
  [access_token, id_token].map((token) => {
    const { acr, amr, auth_time } = decodeJwt(token);
    return { acr, amr, auth_time };
  });

/** What the client is told, by the error code or by what the tokens say. */
async function told(walker: Walker, person: Person | undefined, other: Record<string, string | undefined>) {
  const { verifier, challenge } = newVerifier();
  const start = authorizeUrl(world.issuer, authorizeParameters(client, challenge, { prompt: undefined, ...other }));
  const { answer, page } = await walker.walk(start, {
    until: client.redirectUri,
    ...(person ? { as: person } : {}),
  });
  const code = answer?.searchParams.get("code");
  if (!answer) return { title: /<title>(.*?) ·/.exec(page?.html ?? "")?.[1] };
  if (!code) return { error: answer.searchParams.get("error") };
  const { body } = await redeem(world.issuer, client, { code, verifier, answer, walker });
  return { acr: decodeJwt(String(body.access_token)).acr };
}

describe("statement 31: what a client asks for is really proved, or it is told that it was not", () => {
  test("acr_values: a session of one factor is asked for the second, and the tokens carry it", async () => {
    const member = await withTotp();
    const walker = openWalker();
    const first = await tokensOf(world.issuer, client, member, {}, walker);
    expect(claimsOf(first)).toMatchObject([{ acr: SINGLE }, { acr: SINGLE }]);
    const second = await tokensOf(world.issuer, client, member, { prompt: undefined, acr_values: MULTI }, walker);
    const [before] = claimsOf(first);
    // A code proves nobody by itself: the time stays that of the password.
    const stepped = { acr: MULTI, amr: ["pwd", "otp", "mfa"], auth_time: before?.auth_time };
    expect(claimsOf(second)).toEqual([stepped, stepped]);
  });

  test("acr_values: a class that the person has no means for is unmet_authentication_requirements", async () => {
    const [plain, byApp] = [await tenant.member(), await withTotp()];
    for (const [person, acr_values, expected] of [
      [plain, MULTI, { error: "unmet_authentication_requirements" }],
      [plain, RESISTANT, { error: "unmet_authentication_requirements" }],
      [byApp, RESISTANT, { error: "unmet_authentication_requirements" }],
      [plain, "urn:example:no-such-class", { error: "unmet_authentication_requirements" }],
      // The first that can be met, in the client's order.
      [byApp, `${RESISTANT} ${MULTI}`, { acr: MULTI }],
      [byApp, `urn:example:no-such-class ${SINGLE} ${MULTI}`, { acr: SINGLE }],
      [plain, `${RESISTANT} ${MULTI} ${SINGLE}`, { acr: SINGLE }],
    ] as const)
      expect([acr_values, await told(openWalker(), person, { acr_values })]).toEqual([acr_values, expected]);
  });

  test("a passkey meets every class, and a code not the strongest", async () => {
    const member = await tenant.member();
    const [{ code }, { passkey }] = [await addTotp(world, member), await addPasskey(world, member)];
    const walker = openWalker();
    const byCode = { ...member, code };
    expect(await told(walker, byCode, { acr_values: MULTI })).toEqual({ acr: MULTI });
    expect(await told(walker, byCode, { acr_values: RESISTANT })).toEqual({ title: "Confirm that it is you" });
    const byPasskey = { ...member, passkey };
    expect(await told(walker, byPasskey, { acr_values: RESISTANT })).toEqual({ acr: RESISTANT });
    expect(await told(walker, undefined, { acr_values: MULTI })).toEqual({ acr: RESISTANT });
  });

  test("an essential claim acr asks for the same, and nothing else is let in by the parameter", async () => {
    const member = await withTotp();
    const claims = (acr: object) =>
      JSON.stringify({ id_token: { acr, email: { essential: true } }, userinfo: { name: null } });
    const walker = openWalker();
    expect(await told(walker, member, {})).toEqual({ acr: SINGLE });
    const wanted = claims({ essential: true, values: [MULTI] });
    expect(await told(walker, undefined, { claims: wanted, prompt: "none" })).toEqual({ error: "login_required" });
    expect(await told(walker, member, { claims: wanted })).toEqual({ acr: MULTI });
    expect(await told(walker, member, { claims: claims({ essential: true, value: RESISTANT }) })).toEqual({
      error: "unmet_authentication_requirements",
    });
    for (const malformed of ["{", "[]", claims({ values: MULTI }), claims({ values: [1] }), `{"id_token":{"acr":7}}`])
      expect([malformed, await told(walker, member, { claims: malformed })]).toEqual([
        malformed,
        { error: "invalid_request" },
      ]);
    const tokens = await tokensOf(world.issuer, client, member, { scope: "openid", claims: wanted }, walker);
    expect(decodeJwt(tokens.id_token)).not.toHaveProperty("email");
  });

  test("prompt=none never asks: login_required where the person could meet it, unmet where they could not", async () => {
    const [plain, byApp] = [await tenant.member(), await withTotp()];
    for (const [person, error] of [
      [plain, "unmet_authentication_requirements"],
      [byApp, "login_required"],
    ] as const) {
      const walker = openWalker();
      expect(await told(walker, person, {})).toEqual({ acr: SINGLE });
      expect(await told(walker, undefined, { prompt: "none", acr_values: MULTI })).toEqual({ error });
    }
  });

  test("max_age: the person signs in again, with all that is wanted: a stale second factor counts for nothing", async () => {
    const member = await withTotp();
    const walker = openWalker();
    const first = await tokensOf(world.issuer, client, member, { acr_values: MULTI }, walker);
    const [before] = claimsOf(first);
    await ageSessions(world.server, member.email, 600);
    expect(await told(walker, undefined, { max_age: "300", prompt: "none" })).toEqual({ error: "login_required" });
    expect(await told(walker, undefined, { max_age: "900", prompt: "none" })).toEqual({ acr: MULTI });
    // The password alone: fresh, and no better than a password.
    const byPassword = { email: member.email, password: member.password };
    expect(await told(walker, byPassword, { max_age: "300" })).toEqual({ acr: SINGLE });
    await ageSessions(world.server, member.email, 600);
    expect(await told(walker, byPassword, { max_age: "300", acr_values: MULTI })).toEqual({
      title: "Confirm that it is you",
    });
    const fresh = await tokensOf(
      world.issuer,
      client,
      member,
      { prompt: undefined, max_age: "300", acr_values: MULTI },
      walker,
    );
    const [after] = claimsOf(fresh);
    expect(after).toMatchObject({ acr: MULTI, amr: ["pwd", "otp", "mfa"] });
    expect(Number(after?.auth_time)).toBeGreaterThanOrEqual(Number(before?.auth_time));
  });

  test("a refresh raises no class and renews no time, however often", async () => {
    const member = await withTotp();
    const walker = openWalker();
    const first = await tokensOf(world.issuer, client, member, {}, walker);
    const expected = claimsOf(first);
    await tokensOf(world.issuer, client, member, { prompt: undefined, acr_values: MULTI }, walker);
    let tokens = first;
    for (let turn = 0; turn < 3; turn++) {
      const { body } = await refresh(world.issuer, client, tokens.refresh_token, { acr_values: MULTI, max_age: "0" });
      tokens = body as unknown as Tokens;
      expect(claimsOf(tokens)).toEqual(expected);
    }
  });

  test("a pushed request and a device ask for a class alike", async () => {
    const member = await withTotp();
    const confidential = await tenant.client({ kind: "CONFIDENTIAL" });
    const { verifier, challenge } = newVerifier();
    const parameters = authorizeParameters(confidential, challenge, { acr_values: MULTI });
    const { body: pushed } = await postAs(world.issuer, confidential, "par", parameters);
    const query = new URLSearchParams({ client_id: confidential.id, request_uri: String(pushed.request_uri) });
    const walker = openWalker();
    const { answer } = await walker.walk(`${world.issuer}/oauth/authorize?${query}`, {
      as: member,
      until: confidential.redirectUri,
    });
    const code = answer?.searchParams.get("code") ?? "";
    const { body } = await redeem(world.issuer, confidential, { code, verifier, answer: answer as URL, walker });
    expect(decodeJwt(String(body.access_token)).acr).toBe(MULTI);

    const { body: paired } = await postAs(world.issuer, client, "device_authorization", {
      scope: "openid",
      acr_values: MULTI,
    });
    await openWalker().walk(String(paired.verification_uri_complete), { as: member, until: "none:" });
    const { body: device } = await postAs(world.issuer, client, "token", {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: String(paired.device_code),
    });
    expect(decodeJwt(String(device.access_token)).acr).toBe(MULTI);
  });
});

test("the metadata lists the classes and says that claims may be asked for", async () => {
  const metadata = (await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json()) as object;
  expect(metadata).toMatchObject({
    acr_values_supported: [SINGLE, MULTI, RESISTANT],
    claims_parameter_supported: true,
  });
});

test("nothing is begun for a client before the second factor was given", async () => {
  const member = await withTotp();
  const grants = async () =>
    (
      await world.server.databases.owner.pool.query(
        `select from identity.oauth_grant where user_id = (select id from identity."user" where email = $1)`,
        [member.email],
      )
    ).rows.length;
  // Consented to once, so that nothing else would be asked.
  await authorize(world.issuer, client, member);
  const before = await grants();
  const walk = { as: { email: member.email, password: member.password }, until: client.redirectUri };
  const start = authorizeUrl(
    world.issuer,
    authorizeParameters(client, newVerifier().challenge, { prompt: undefined, acr_values: MULTI }),
  );
  const { page } = await openWalker().walk(start, walk);
  expect(page?.html).toContain("Confirm that it is you");
  expect(await grants()).toBe(before);
});
