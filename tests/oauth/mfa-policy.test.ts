import {
  MULTI_FACTOR_ACR as MULTI,
  PHISHING_RESISTANT_ACR as RESISTANT,
  PASSWORD_ACR as SINGLE,
} from "@bulkhead/kernel/acr.ts";
import type { MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ageSessions } from "../testkit/account-rows.ts";
import { openAuthenticator } from "../testkit/authenticator.ts";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { silently } from "../testkit/oauth-ends.ts";
import type { Page } from "../testkit/oauth-page.ts";
import {
  authorize,
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  postAs,
  redeem,
  refresh,
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker, type Person, type Walker } from "../testkit/oauth-walker.ts";
import { addPasskey, addTotp, setMfa, totpOfSecret } from "../testkit/second-factors.ts";

/** What a tenant asks of whoever enters it: each policy, before and after it is enforced, for whatever people hold. */
let world: OAuthWorld;
/** The installation's, for the users of every tenant. */
let client: TestClient;

beforeAll(async () => {
  world = await openOAuthWorld();
  client = await world.installationClient();
}, 60_000);
afterAll(() => world?.stop());

const start = (other = {}) =>
  authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge, { prompt: undefined, ...other }));
const titleOf = (page: Page | undefined) => /<title>(?:Error: )?(.*?) ·/.exec(page?.html ?? "")?.[1];
const ASKED = "Confirm that it is you";
const SET_UP = "Protect your account";

/** Signs in and answers the class of the tokens, or the title of the page where the way ends. */
async function enter(person: Person, walker = openWalker(), other = {}): Promise<string> {
  const { verifier, challenge } = newVerifier();
  const parameters = authorizeParameters(client, challenge, { prompt: undefined, ...other });
  const { answer, page } = await walker.walk(authorizeUrl(world.issuer, parameters), {
    as: person,
    until: client.redirectUri,
  });
  const code = answer?.searchParams.get("code");
  if (!answer || !code) return titleOf(page) ?? String(answer);
  const { body } = await redeem(world.issuer, client, { code, verifier, answer, walker });
  return String(decodeJwt(String(body.access_token)).acr);
}

async function tenantWith(mfa: MfaPolicy, graceDays = 0): Promise<OAuthTenant> {
  const tenant = await world.tenant();
  await setMfa(world, tenant, mfa, graceDays);
  return tenant;
}

/** The same person in several tenants. */
async function personIn(...tenants: OAuthTenant[]): Promise<Member> {
  const [first, ...others] = tenants as [OAuthTenant, ...OAuthTenant[]];
  const member = await first.member();
  for (const other of others) await other.member("Viewer", { email: member.email, password: member.password });
  return member;
}

/** In front of the page that asks to set something up. */
async function atSetUp(person: Person, walker = openWalker(), other = {}): Promise<{ walker: Walker; page: Page }> {
  const { email, password } = person;
  const walk = { as: { email, password }, stopAt: SET_UP, until: client.redirectUri };
  const { page } = await walker.walk(start(other), walk);
  if (titleOf(page) !== SET_UP) throw new Error(`not asked to set up: ${page?.status} ${page?.html}`);
  return { walker, page: page as Page };
}

const fieldOf = (page: Page, name: string) =>
  page.forms.flatMap(({ fields }) => fields).find((field) => field.name === name)?.value ?? "";

/** Sets an app up on the page; answers the page with the recovery codes. */
async function setUpApp(walker: Walker, { url }: Page) {
  const page = await walker.request(`${url.split("?")[0]}?by=app`);
  const secret = /<output class="code small">([A-Z2-7 ]+)</.exec(page.html)?.[1]?.replaceAll(" ", "") ?? "";
  const hidden = { by: "app", id: fieldOf(page, "id"), name: "Phone" };
  const code = totpOfSecret(secret);
  return { page, codes: await walker.request(page.forms[0]?.action ?? "", new URLSearchParams({ ...hidden, code })) };
}

/** Sets a passkey up on the page; answers the page with the recovery codes, and the passkey. */
async function setUpPasskey(walker: Walker, { url }: Page) {
  const page = await walker.request(`${url.split("?")[0]}?by=passkey`);
  const form = page.forms.find((one) => one.passkey);
  const authenticator = openAuthenticator(world.issuer);
  const { credential, response } = authenticator.create(form?.passkey?.options ?? "{}");
  const values = {
    by: "passkey",
    challenge: fieldOf(page, "challenge"),
    response: JSON.stringify(response),
    name: "Key",
  };
  const codes = await walker.request(form?.action ?? "", new URLSearchParams(values));
  return { codes, passkey: (options: string): unknown => authenticator.use(credential, options) };
}

const onwardOf = ({ html }: Page) =>
  /<a class="button main note" href="([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";

describe("each policy, for each that people hold, before and after it is enforced", () => {
  const nothing = async (member: Member): Promise<Person> => member;
  const app = async (member: Member): Promise<Person> => ({ ...member, code: (await addTotp(world, member)).code });
  const passkey = async (member: Member): Promise<Person> => ({ ...member, ...(await addPasskey(world, member)) });

  test.each<[MfaPolicy, "enforced" | "in a week", string, typeof nothing, string]>([
    ["OFF", "enforced", "nothing", nothing, SINGLE],
    ["OFF", "enforced", "an app", app, SINGLE],
    ["OFF", "enforced", "a passkey", passkey, SINGLE],
    ["OPTIONAL", "enforced", "nothing", nothing, SINGLE],
    ["OPTIONAL", "enforced", "an app", app, MULTI],
    ["OPTIONAL", "enforced", "a passkey", passkey, RESISTANT],
    ["REQUIRED", "in a week", "nothing", nothing, SINGLE],
    ["REQUIRED", "in a week", "an app", app, MULTI],
    ["REQUIRED", "in a week", "a passkey", passkey, RESISTANT],
    ["REQUIRED", "enforced", "nothing", nothing, SET_UP],
    ["REQUIRED", "enforced", "an app", app, MULTI],
    ["REQUIRED", "enforced", "a passkey", passkey, RESISTANT],
    ["PHISHING_RESISTANT", "in a week", "nothing", nothing, SINGLE],
    ["PHISHING_RESISTANT", "in a week", "an app", app, MULTI],
    ["PHISHING_RESISTANT", "in a week", "a passkey", passkey, RESISTANT],
    ["PHISHING_RESISTANT", "enforced", "nothing", nothing, SET_UP],
    ["PHISHING_RESISTANT", "enforced", "an app", app, SET_UP],
    ["PHISHING_RESISTANT", "enforced", "a passkey", passkey, RESISTANT],
  ])("%s, %s, with %s", async (mfa, when, _, holding, expected) => {
    const tenant = await tenantWith(mfa, when === "enforced" ? 0 : 7);
    const person = await holding(await tenant.member());
    expect(await enter(person)).toBe(expected);
  });
});

describe("setting up what the tenant asks for, in the middle of signing in", () => {
  test("an app: its first code is the second factor, and the recovery codes are shown once", async () => {
    const tenant = await tenantWith("REQUIRED");
    const member = await tenant.member();
    const { walker, page } = await atSetUp(member);
    expect(page.html).toContain("asks everybody for a second step");
    const { codes } = await setUpApp(walker, page);
    expect(titleOf(codes)).toBe("Keep these codes");
    expect([...codes.html.matchAll(/<li>[0-9A-Z-]{19}<\/li>/g)]).toHaveLength(10);
    const { answer } = await walker.walk(onwardOf(codes), { until: client.redirectUri });
    expect(answer?.searchParams.get("code")).toBeTypeOf("string");
    expect(await enter(member, walker)).toBe(MULTI);
    // Shown once: the page is gone, and so is the question.
    expect((await walker.request(page.url)).html).not.toMatch(/<li>[0-9A-Z-]{19}<\/li>/);
    expect(await enter({ email: member.email, password: member.password })).toBe(ASKED);
  });

  test("a passkey: it is used once before going on", async () => {
    const tenant = await tenantWith("PHISHING_RESISTANT");
    const member = await tenant.member();
    const { walker, page } = await atSetUp(member);
    expect((await walker.request(`${page.url}?by=app`)).html).not.toContain("Authenticator app");
    const { codes, passkey } = await setUpPasskey(walker, page);
    expect(titleOf(codes)).toBe("Keep these codes");
    const { page: next } = await walker.walk(onwardOf(codes), { until: client.redirectUri });
    expect(titleOf(next)).toBe(ASKED);
    const { answer } = await walker.walk(String(next?.url), {
      as: { email: "", password: "", passkey },
      until: client.redirectUri,
    });
    expect(answer?.searchParams.get("code")).toBeTypeOf("string");
    expect(await enter({ email: "", password: "", passkey })).toBe(RESISTANT);
  });

  test("whoever has an app gives its code first, and only then adds a passkey", async () => {
    const tenant = await tenantWith("PHISHING_RESISTANT");
    const member = await tenant.member();
    const { code } = await addTotp(world, member);
    expect(await enter({ email: member.email, password: member.password })).toBe(ASKED);
    const walker = openWalker();
    expect(await enter({ ...member, code }, walker)).toBe(SET_UP);
    const { page } = await walker.walk(start(), { until: client.redirectUri });
    const { codes, passkey } = await setUpPasskey(walker, page as Page);
    // It is no first factor, so there are no new codes to show.
    expect(codes.html).not.toMatch(/<li>[0-9A-Z-]{19}<\/li>/);
    expect(await enter({ email: "", password: "", passkey }, walker)).toBe(RESISTANT);
  });

  test("before the day: a page that names it, and goes on without; not again in the same session", async () => {
    const tenant = await tenantWith("REQUIRED", 7);
    const member = await tenant.member();
    const { walker, page } = await atSetUp(member);
    const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    const days = [0, 60_000].map((late) => day.format(Date.now() + 7 * 86_400_000 - late));
    expect(days.some((one) => page.html.includes(`From ${one}`))).toBe(true);
    expect(await silently(world.issuer, walker, client)).toBe("a code");
    const { answer } = await walker.walk(page.url, { as: member, until: client.redirectUri });
    expect(answer?.searchParams.get("code")).toBeTypeOf("string");
    const { passed } = await authorize(world.issuer, client, member, { prompt: undefined }, walker).then(
      ({ walker: again }) => again.walk(start(), { until: client.redirectUri }),
    );
    expect(passed.some(({ html }) => html.includes(SET_UP))).toBe(false);
  });

  test("before the day: whoever sets it up at once has it", async () => {
    const tenant = await tenantWith("REQUIRED", 7);
    const member = await tenant.member();
    const { walker, page } = await atSetUp(member);
    const { codes } = await setUpApp(walker, page);
    const { answer } = await walker.walk(onwardOf(codes), { until: client.redirectUri });
    expect(answer?.searchParams.get("code")).toBeTypeOf("string");
    expect(await enter(member, walker)).toBe(MULTI);
  });

  test("prompt=none is told that there is something to do", async () => {
    const tenant = await tenantWith("OPTIONAL");
    const member = await tenant.member();
    const walker = openWalker();
    expect(await enter(member, walker)).toBe(SINGLE);
    await setMfa(world, tenant, "REQUIRED");
    expect(await silently(world.issuer, walker, client)).toBe("login_required");
  });
});

describe("a stolen password alone", () => {
  test("sets nothing up in a session that is not fresh: it is asked for again", async () => {
    const tenant = await tenantWith("OPTIONAL");
    const member = await tenant.member();
    const walker = openWalker();
    expect(await enter(member, walker)).toBe(SINGLE);
    await ageSessions(world.server, member.email, 3_600);
    await setMfa(world, tenant, "REQUIRED");
    const { page } = await walker.walk(start(), { until: client.redirectUri });
    expect(titleOf(page)).toBe("Sign in");
    expect(await enter(member, walker)).toBe(SET_UP);
  });

  test("sets nothing up on a page that it had open while the owner did", async () => {
    const tenant = await tenantWith("REQUIRED");
    const member = await tenant.member();
    const { walker: thief, page } = await atSetUp(member);
    const app = await thief.request(`${page.url}?by=app`);
    const passkeyPage = await thief.request(`${page.url}?by=passkey`);
    const { code } = await addTotp(world, member);
    const authenticator = openAuthenticator(world.issuer);
    const form = passkeyPage.forms.find((one) => one.passkey);
    const { response } = authenticator.create(form?.passkey?.options ?? "{}");
    const tries = [
      { by: "app", id: fieldOf(app, "id"), name: "Thief", code: "000000" },
      {
        by: "passkey",
        challenge: fieldOf(passkeyPage, "challenge"),
        response: JSON.stringify(response),
        name: "Thief",
      },
    ];
    for (const values of tries) await thief.request(page.url, new URLSearchParams(Object.entries(values)));
    const { rows } = await world.server.databases.owner.pool.query(
      "select from identity.passkey where name = 'Thief' union all select from identity.totp where name = 'Thief'",
    );
    expect(rows).toEqual([]);
    expect(await silently(world.issuer, thief, client)).toBe("login_required");
    expect(await enter({ ...member, code })).toBe(MULTI);
  });

  test("is not enough for a client's acr_values where no policy asks everybody", async () => {
    const tenant = await tenantWith("OPTIONAL");
    const member = await tenant.member();
    const { answer } = await openWalker().walk(start({ acr_values: MULTI }), { as: member, until: client.redirectUri });
    expect(answer?.searchParams.get("error")).toBe("unmet_authentication_requirements");
  });
});

describe("somebody of several tenants", () => {
  const resourceOf = ({ id }: OAuthTenant) => `${world.issuer}/api/tenants/${id}`;

  test("meets what each asks when entering it, also when changing without a page", async () => {
    const [lax, strict, strictest] = [
      await tenantWith("OFF"),
      await tenantWith("REQUIRED"),
      await tenantWith("PHISHING_RESISTANT"),
    ];
    const member = await personIn(lax, strict, strictest);
    const [{ code }, { passkey }] = [await addTotp(world, member), await addPasskey(world, member)];
    const walker = openWalker();
    const into = (tenant: OAuthTenant) => ({ resource: resourceOf(tenant) });
    const quietly = (tenant: OAuthTenant) =>
      silently(world.issuer, walker, client, { ...into(tenant), prompt: "none" });
    const by = { email: member.email, password: member.password };

    expect(await enter(by, walker, into(lax))).toBe(SINGLE);
    expect([await quietly(lax), await quietly(strict), await quietly(strictest)]).toEqual([
      "a code",
      "login_required",
      "login_required",
    ]);
    expect(await enter({ ...by, code }, walker, into(strict))).toBe(MULTI);
    expect([await quietly(lax), await quietly(strict), await quietly(strictest)]).toEqual([
      "a code",
      "a code",
      "login_required",
    ]);
    expect(await enter({ ...by, code }, walker, into(strictest))).toBe(ASKED);
    expect(await enter({ ...by, passkey }, walker, into(strictest))).toBe(RESISTANT);
    expect(await quietly(strictest)).toBe("a code");
  });

  test("is asked by the one that was chosen, not by the one that is easiest", async () => {
    const [lax, strict] = [await tenantWith("OFF"), await tenantWith("REQUIRED")];
    const member = await personIn(lax, strict);
    const { code } = await addTotp(world, member);
    expect(await enter({ ...member, tenant: lax.id, code })).toBe(SINGLE);
    expect(await enter({ email: member.email, password: member.password, tenant: strict.id })).toBe(ASKED);
    const tokens = await tokensOf(world.issuer, client, { ...member, tenant: strict.id, code });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ tenant_id: strict.id, acr: MULTI });
  });
});

describe("a policy that was tightened", () => {
  const refused = {
    error: "invalid_grant",
    error_description: expect.stringContaining("authorize again"),
  };

  test("refuses tokens to families of a weaker class, which stand; authorising again mends it", async () => {
    const tenant = await tenantWith("OPTIONAL");
    const member = await tenant.member();
    const walker = openWalker();
    const old = await tokensOf(world.issuer, client, member, {}, walker);
    const { code } = await addTotp(world, member);
    // The second factor is the person's own wish, which their running families need not meet.
    const renewed = await refresh(world.issuer, client, old.refresh_token);
    expect(renewed.status).toBe(200);
    await setMfa(world, tenant, "REQUIRED");
    const token = String(renewed.body.refresh_token);
    for (let turn = 0; turn < 2; turn++) {
      const { status, body } = await refresh(world.issuer, client, token);
      expect([status, body]).toEqual([400, refused]);
    }
    expect(await silently(world.issuer, walker, client)).toBe("login_required");
    const better = await tokensOf(world.issuer, client, { ...member, code }, { prompt: undefined }, walker);
    expect(decodeJwt(better.access_token)).toMatchObject({ acr: MULTI, sid: decodeJwt(old.access_token).sid });
    expect((await refresh(world.issuer, client, better.refresh_token)).status).toBe(200);
    // The old token neither works nor has it ended the family; loosened, it works again.
    expect((await refresh(world.issuer, client, token)).body).toEqual(refused);
    await setMfa(world, tenant, "OPTIONAL");
    const again = await refresh(world.issuer, client, token);
    expect(decodeJwt(String(again.body.access_token)).acr).toBe(SINGLE);
  });

  test("refuses a code and a device that were let in before it", async () => {
    const tenant = await tenantWith("OPTIONAL");
    const member = await tenant.member();
    const waiting = await authorize(world.issuer, client, member, { scope: "openid" });
    const { body: paired } = await postAs(world.issuer, client, "device_authorization", { scope: "openid" });
    await openWalker().walk(String(paired.verification_uri_complete), { as: member, until: "none:" });
    await setMfa(world, tenant, "REQUIRED");
    expect((await redeem(world.issuer, client, waiting)).body).toEqual(refused);
    const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    const device = await postAs(world.issuer, client, "token", { grant_type, device_code: String(paired.device_code) });
    expect(device.body).toEqual(refused);
  });

  test("refuses a confidential client alike, whose token is not rotated, and keeps it", async () => {
    const tenant = await tenantWith("OPTIONAL");
    const member = await tenant.member();
    const own = await tenant.client({ kind: "CONFIDENTIAL" });
    const { refresh_token } = await tokensOf(world.issuer, own, member);
    await setMfa(world, tenant, "PHISHING_RESISTANT");
    expect((await refresh(world.issuer, own, refresh_token)).body).toEqual(refused);
    await setMfa(world, tenant, "OFF");
    expect((await refresh(world.issuer, own, refresh_token)).status).toBe(200);
  });
});
