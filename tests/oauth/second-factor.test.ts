import {
  MULTI_FACTOR_ACR as MULTI,
  PHISHING_RESISTANT_ACR as RESISTANT,
  PASSWORD_ACR as SINGLE,
} from "@bulkhead/kernel/acr.ts";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { silently } from "../testkit/oauth-ends.ts";
import {
  authorize,
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  postAs,
  redeem,
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker, type Person, type Walker } from "../testkit/oauth-walker.ts";
import { addPasskey, addTotp, memberWithTotp, setMfa } from "../testkit/second-factors.ts";

/** The second factor in a client's authorisation: asked of whoever has one, and impossible to walk around. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let client: TestClient;

beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  client = await tenant.client({ kind: "PUBLIC" });
}, 60_000);
afterAll(() => world?.stop());

const start = (other = {}) =>
  authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge, { prompt: undefined, ...other }));

/** A browser in front of the page that asks for more than the password. */
async function atSecondFactor(person: Person, walker = openWalker(), other = {}) {
  const { email, password } = person;
  const { page } = await walker.walk(start(other), { as: { email, password }, until: client.redirectUri });
  if (!page?.html.includes("Confirm that it is you")) throw new Error(`not asked: ${page?.status} ${page?.html}`);
  return { walker, page };
}

const withTotp = () => memberWithTotp(world, tenant);

const acrOf = (token: string) => decodeJwt(token).acr;

describe("whoever has a second factor", () => {
  test("of an app is asked for a code after the password, and the tokens say so", async () => {
    const member = await withTotp();
    const before = Math.floor(Date.now() / 1_000);
    const { access_token, id_token } = await tokensOf(world.issuer, client, member);
    for (const token of [access_token, id_token]) {
      const { acr, amr, auth_time } = decodeJwt(token);
      expect({ acr, amr }).toEqual({ acr: MULTI, amr: ["pwd", "otp", "mfa"] });
      expect(Number(auth_time)).toBeGreaterThanOrEqual(before);
      expect(Number(auth_time)).toBeLessThanOrEqual(Math.ceil(Date.now() / 1_000));
    }
  });

  test("may give a recovery code instead, each once", async () => {
    const member = await tenant.member();
    const { recoveryCodes } = await addTotp(world, member);
    const [first = "", second = ""] = recoveryCodes;
    const once = { ...member, code: async () => first };
    expect(acrOf((await tokensOf(world.issuer, client, once)).access_token)).toBe(MULTI);
    const again = await openWalker().walk(start(), { as: once, until: client.redirectUri });
    expect(again.page?.status).toBe(401);
    expect(again.page?.html).toContain("does not work");
    const other = { ...member, code: async () => second };
    expect(acrOf((await tokensOf(world.issuer, client, other)).access_token)).toBe(MULTI);
  });

  test("of a passkey may use it after the password, or alone without one", async () => {
    const member = await tenant.member();
    const { passkey } = await addPasskey(world, member);
    const after = await tokensOf(world.issuer, client, { ...member, passkey });
    expect(acrOf(after.access_token)).toBe(RESISTANT);
    const alone = await tokensOf(world.issuer, client, { email: "", password: "", passkey });
    for (const token of [alone.access_token, alone.id_token])
      expect(decodeJwt(token)).toMatchObject({ acr: RESISTANT, amr: ["hwk", "user", "mfa"] });
    expect(decodeJwt(alone.access_token).sub).toBe(member.userId);
  });

  test("is asked once in a session: other authorisations go on silently, and carry the class", async () => {
    const member = await withTotp();
    const walker = openWalker();
    await tokensOf(world.issuer, client, member, {}, walker);
    const authorized = await authorize(world.issuer, client, member, { prompt: "none" }, walker);
    const { body } = await redeem(world.issuer, client, authorized);
    expect(acrOf(String(body.access_token))).toBe(MULTI);
  });

  test("is not asked where the tenant's policy is OFF", async () => {
    const lax = await world.tenant();
    await setMfa(world, lax, "OFF");
    const member = await lax.member();
    await addTotp(world, member);
    const own = await lax.client({ kind: "PUBLIC" });
    expect(acrOf((await tokensOf(world.issuer, own, member)).access_token)).toBe(SINGLE);
  });

  test("gets login_required where nothing may be shown", async () => {
    const member = await withTotp();
    const { walker } = await atSecondFactor(member);
    expect(await silently(world.issuer, walker, client)).toBe("login_required");
  });

  test("whose only passkey is blocked is not let in by the password alone", async () => {
    const member = await tenant.member();
    const { passkey } = await addPasskey(world, member);
    await world.server.databases.owner.pool.query("update identity.passkey set flagged_at = now() where name = 'Key'");
    const { page } = await atSecondFactor(member);
    const refused = await openWalker().walk(start(), {
      as: { email: "", password: "", passkey },
      until: client.redirectUri,
    });
    await world.server.databases.owner.pool.query("update identity.passkey set flagged_at = null");
    expect(page.forms.some(({ passkey }) => passkey)).toBe(false);
    expect(refused.page?.status).toBe(401);
  });
});

describe("the second factor is not walked around", () => {
  /** Where the library goes on with an interaction, by its own address. */
  const resumeOf = (page: { url: string }) => page.url.replace("/oauth/interaction/", "/oauth/authorize/");

  test("by going straight to where the authorisation goes on", async () => {
    const { walker, page } = await atSecondFactor(await withTotp());
    const { page: again, answer } = await walker.walk(resumeOf(page), { until: client.redirectUri });
    expect(answer).toBeUndefined();
    expect(again?.html).toContain("Confirm that it is you");
  });

  test("by consenting before, or by answering with another page's fields", async () => {
    const { walker, page } = await atSecondFactor(await withTotp());
    for (const fields of [{ consent: "yes" }, { later: "yes" }, { tenant: tenant.id }, { login: "yes" }, {}]) {
      const answer = await walker.request(page.url, new URLSearchParams(fields as Record<string, string>));
      expect([fields, answer.status]).toEqual([fields, 401]);
    }
  });

  test("by the code of another account", async () => {
    const [member, other] = [await withTotp(), await withTotp()];
    const { walker, page } = await atSecondFactor(member);
    const answer = await walker.request(page.url, new URLSearchParams({ code: await other.code() }));
    expect(answer.status).toBe(401);
    expect(await silently(world.issuer, walker, client)).toBe("login_required");
  });

  test("by the passkey of another account", async () => {
    const [member, other] = [await tenant.member(), await tenant.member()];
    await addPasskey(world, member);
    const { passkey } = await addPasskey(world, other);
    const { walker, page } = await atSecondFactor(member);
    const form = page.forms.find((one) => one.passkey);
    const values = new URLSearchParams({
      challenge: form?.fields.find(({ name }) => name === "challenge")?.value ?? "",
      response: JSON.stringify(passkey(form?.passkey?.options ?? "{}")),
      account: other.userId,
    });
    expect((await walker.request(page.url, values)).status).toBe(401);
    expect(await silently(world.issuer, walker, client)).toBe("login_required");
  });

  test("by another person's session slipped in between password and code", async () => {
    const [member, attacker] = [await withTotp(), await tenant.member()];
    const { walker, page } = await atSecondFactor(member);
    // The attacker's own session, in the same browser, then the answer that the first question waits for.
    const own = openWalker();
    await authorize(world.issuer, client, attacker, {}, own);
    const mixed = openWalker();
    for (const [key, cookie] of [...walker.jar, ...own.jar]) mixed.jar.set(key, cookie);
    const answer = await mixed.request(page.url, new URLSearchParams({ code: await member.code() }));
    const { answer: landed, page: shown } = await mixed.walk(resumeOf(page), { until: client.redirectUri });
    expect(landed?.searchParams.get("code") ?? null).toBeNull();
    expect([answer.status, shown?.status].some((status) => Number(status) >= 400)).toBe(true);
  });

  test("by a password given a second time: the class goes down with it and the code is asked for again", async () => {
    const member = await withTotp();
    const walker = openWalker();
    await tokensOf(world.issuer, client, member, {}, walker);
    await atSecondFactor(member, walker, { prompt: "login" });
    expect(await silently(world.issuer, walker, client)).toBe("login_required");
  });

  test("by an answer that was given already", async () => {
    const member = await withTotp();
    const { walker, page } = await atSecondFactor(member);
    const copy = walker.copy();
    const code = await member.code();
    const { answer } = await walker.walk(page.url, {
      as: { ...member, code: async () => code },
      until: client.redirectUri,
    });
    expect(answer?.searchParams.get("code")).toBeTypeOf("string");
    for (const address of [page.url, resumeOf(page)]) {
      const replayed = await copy.request(address, address === page.url ? new URLSearchParams({ code }) : undefined);
      expect([address, replayed.status]).toEqual([address, 400]);
    }
  });

  test("by eight answers at once: one code opens one way on", async () => {
    const member = await withTotp();
    const { walker, page } = await atSecondFactor(member);
    const code = await member.code();
    const send = () => walker.request(page.url, new URLSearchParams({ code }));
    const answers = await Promise.all(Array.from({ length: 8 }, send));
    expect(answers.filter(({ status }) => status < 400)).toHaveLength(1);
  });

  test("by an old cookie: it is another one after each step", async () => {
    const member = await withTotp();
    const { walker, page } = await atSecondFactor(member);
    const planted = walker.copy();
    await walker.walk(page.url, { as: member, until: client.redirectUri });
    expect(await silently(world.issuer, walker, client)).toBe("a code");
    expect(await silently(world.issuer, planted, client)).toBe("login_required");
  });
});

test("many wrong codes are refused for a while, the right one too", async () => {
  const member = await withTotp();
  const { walker, page } = await atSecondFactor(member);
  const statuses: number[] = [];
  for (let count = 0; count < 12; count++)
    statuses.push((await walker.request(page.url, new URLSearchParams({ code: "000000" }))).status);
  expect(statuses).toContain(429);
  const right = await walker.request(page.url, new URLSearchParams({ code: await member.code() }));
  expect(right.status).toBe(429);
  expect(right.html).toContain("Too many attempts");
});

test("a device is let in by the second factor of whoever confirms it", async () => {
  const member = await withTotp();

  const asked = await postAs(world.issuer, client, "device_authorization", { scope: "openid" });
  const link = String(asked.body.verification_uri_complete);
  const walker: Walker = openWalker();
  const { page } = await walker.walk(link, { as: { email: member.email, password: member.password }, until: "none:" });
  expect(page?.html).toContain("Confirm that it is you");
  const redeemDevice = () =>
    postAs(world.issuer, client, "token", {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: String(asked.body.device_code),
    });
  expect((await redeemDevice()).body.error).toBe("authorization_pending");
  await walker.walk(String(page?.url), { as: member, until: "none:" });
  const { body } = await redeemDevice();
  expect(decodeJwt(String(body.access_token))).toMatchObject({ acr: MULTI, amr: ["pwd", "otp", "mfa"] });
});
