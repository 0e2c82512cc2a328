import { readFileSync } from "node:fs";
import path from "node:path";
import { ACCOUNT_PAGES } from "@bulkhead/identity/src/oauth/account-pages.ts";
import { ROUTES } from "@bulkhead/identity/src/oauth/provider.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountPageProbes } from "../testkit/isolation/account-page-probes.ts";
import { comparable } from "../testkit/isolation/compare.ts";
import { factorProbes } from "../testkit/isolation/factor-probes.ts";
import { pageProbes } from "../testkit/isolation/oauth-page-probes.ts";
import { clientProbes, type OAuthProbe, resourceOf, revocationProbes } from "../testkit/isolation/oauth-probes.ts";
import { openSide, pairing, type Side, withoutAsked } from "../testkit/isolation/oauth-sides.ts";
import { tenantState } from "../testkit/isolation/server-harness.ts";
import { type Issuer, openIssuer } from "../testkit/issuer.ts";
import { type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { authorizeParameters, authorizeUrl, newVerifier, postAs } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { until } from "../testkit/until.ts";

/**
 * Every endpoint of the authorisation server, asked by one tenant's clients and people with what is another's: the answer
 * is the one that nobody's value gets.
 */
let world: OAuthWorld;
let issuer: Issuer;
let own: Side;
let foreign: Side;

beforeAll(async () => {
  world = await openOAuthWorld();
  issuer = await openIssuer(world.server);
  own = await openSide(world);
  foreign = await openSide(world);
}, 60_000);
afterAll(() => world?.stop());

function probesOf(origin: string, keys: Issuer): OAuthProbe[] {
  return [
    ...clientProbes(origin, keys),
    ...pageProbes(origin, keys),
    ...accountPageProbes(origin),
    ...factorProbes(origin),
    ...revocationProbes(origin, keys),
  ];
}

/** Their names are known before there is an installation to try them on. */
const PROBES = probesOf("http://localhost", { origin: "", sign: async () => "" });

const OWN_ALONE =
  "It takes passwords, codes and names of the account that the browser is signed in to, and names nothing.";

/** Endpoints without a probe, with the reason. */
const NOTHING_TO_GIVE: Record<string, string> = {
  "/oauth/jwks": "It takes nothing and tells everybody the same.",
  "/account": OWN_ALONE,
  "/account/tenants/new":
    "A short name is one tenant's in the installation, so whoever asks for it is told that it is taken, and of nothing else.",
  "/account/tenants/confirm": "It takes nothing: what is confirmed is what the same account has chosen.",
  "/account/recovery-codes": OWN_ALONE,
  "/account/second-factor": OWN_ALONE,
  "/account/sign-out": OWN_ALONE,
};

describe("every endpoint has a probe", () => {
  const folder = path.resolve(import.meta.dirname, "../../subgraphs/identity/src/oauth");
  const ownPages = readFileSync(path.join(folder, "own-pages.ts"), "utf8").match(/(?<=")\/oauth\/[a-z/_]+(?=")/g) ?? [];
  const covered = [...PROBES.map(({ endpoint }) => endpoint), ...Object.keys(NOTHING_TO_GIVE)];

  test("that the library is told of, or that we answer ourselves, and no probe is for another", () => {
    const known = [...Object.values(ROUTES), ...ownPages, ...Object.keys(ACCOUNT_PAGES)];
    expect(ownPages.length).toBeGreaterThan(2);
    expect(known.filter((endpoint) => !covered.includes(endpoint))).toEqual([]);
    expect(covered.filter((endpoint) => !known.includes(endpoint))).toEqual([]);
  });

  test("that the metadata names", async () => {
    const metadata = (await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json()) as object;
    const named = Object.entries(metadata).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
    expect(named.length).toBeGreaterThan(7);
    expect(named.filter(([, address]) => !covered.includes(String(address).replace(world.issuer, "")))).toEqual([]);
  });
});

const ask = async (probe: OAuthProbe, value: string) => comparable(withoutAsked(value, await probe.send(own, value)));

/** All that a tenant has. Its audit log may tell that its clients and people were tried, and of nothing else. */
async function stateOf({ tenant }: Side): Promise<string> {
  const { pool } = world.server.databases.owner;
  const tenantId = tryDecodeId("tenant", tenant.id) ?? "";
  const state = JSON.parse(await tenantState(pool, tenantId)) as { name: string }[];
  const { rows } = await pool.query(
    "select id from platform.audit_event where tenant_id = $1 and action <> 'operation.deny' order by id",
    [tenantId],
  );
  return JSON.stringify([state.filter(({ name }) => name !== "platform.audit_event"), rows]);
}

describe("another tenant's value gets the answer that nobody's value gets", () => {
  test.each(PROBES.map(({ endpoint, place }, at) => [endpoint, place, at] as const))("%s: %s", async (_e, _p, at) => {
    const probe = probesOf(world.issuer, issuer)[at] as OAuthProbe;
    const value = await probe.value(foreign);
    const before = await stateOf(foreign);
    const answer = await ask(probe, value);
    for (const phantom of await probe.phantoms(value)) expect(answer).toBe(await ask(probe, phantom));
    expect(await stateOf(foreign)).toBe(before);
    const ownAnswer = await ask(probe, await probe.value(own));
    expect(ownAnswer === answer ? "alike" : "otherwise").toBe(probe.own);
  });

  test("and what was tried still works for its owner", async () => {
    const { refresh_token, access_token } = foreign.tokens;
    const form = { grant_type: "refresh_token", refresh_token };
    expect((await postAs(world.issuer, foreign.confidential, "token", form)).status).toBe(200);
    for (const token of [access_token, foreign.machineToken])
      expect((await world.server.graphql(token, "{ tenant { slug } }")).data).toEqual({
        tenant: { slug: foreign.tenant.admin.slug },
      });
    // One's own was revoked by the very same requests.
    await until(
      async () => (await world.server.graphql(own.tokens.access_token, "{ tenant { slug } }")).status === 401,
    );
  });
});

/**
 * A client's id is in every address that it sends a browser to, and a user code is on a screen: both are public until
 * somebody has signed in. What then follows is the same, whatever tenant is asked for.
 */
describe("a person of another tenant gets nothing", () => {
  const arrival = async (client: Side, person: Side, other: Record<string, string> = {}) => {
    const parameters = authorizeParameters(client.confidential, newVerifier().challenge, other);
    const walk = { as: person.member, until: client.confidential.redirectUri };
    return (await openWalker().walk(authorizeUrl(world.issuer, parameters), walk)).answer?.searchParams;
  };

  test("at a tenant's client, by whatever name of a tenant", async () => {
    const tenants = [own.tenant.id, foreign.tenant.id].map((id) => ({ resource: resourceOf(world.issuer, id) }));
    for (const other of [{}, ...tenants]) {
      const answer = await arrival(foreign, own, other);
      expect([answer?.get("error"), answer?.get("code")]).toEqual(["access_denied", null]);
    }
    expect((await arrival(foreign, foreign))?.get("code")).toMatch(/./);
  });

  test("for a tenant's device", async () => {
    const paired = await pairing(world.issuer, foreign.open);
    const link = String(paired.verification_uri_complete);
    const { page } = await openWalker().walk(link, { as: own.member, until: "none:" });
    expect(page?.html).not.toContain(foreign.tenant.admin.slug);
    const grant = "urn:ietf:params:oauth:grant-type:device_code";
    const form = { grant_type: grant, device_code: String(paired.device_code) };
    const { body } = await postAs(world.issuer, foreign.open, "token", form);
    expect(body.error).toMatch(/^(access_denied|authorization_pending)$/);
  });

  test("for a tenant's ID token, and signs nobody out but themselves", async () => {
    const before = await stateOf(foreign);
    const address = `${world.issuer}/oauth/logout?${new URLSearchParams({ id_token_hint: foreign.tokens.id_token })}`;
    const { page } = await own.walker.walk(address, { until: "none:" });
    expect(page?.html).not.toMatch(new RegExp(`${foreign.member.email}|${foreign.tenant.admin.slug}`));
    expect(await stateOf(foreign)).toBe(before);
  });
});
