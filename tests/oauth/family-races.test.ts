import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Member, TestClient } from "../testkit/oauth.ts";
import { shutEverywhere, type TenantWithDoors, withDoors } from "../testkit/oauth-doors.ts";
import { changePassword, lock, removeMember, revokeClient } from "../testkit/oauth-ends.ts";
import type { Form, Page } from "../testkit/oauth-page.ts";
import { type OAuthPair, openOAuthPair } from "../testkit/oauth-pair.ts";
import {
  authorize,
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  redeem,
  refresh,
  type Tokens,
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";

/** What happens to whoever is in the middle of it when a family ends, or may not begin. */
let pair: OAuthPair;
let tenant: TenantWithDoors;

beforeAll(async () => {
  pair = await openOAuthPair();
  tenant = await withDoors(await pair.tenant());
}, 120_000);
afterAll(() => pair?.stop(), 30_000);

/** The next page where a person is asked something. */
async function asked(walker: Walker, start: string): Promise<Page> {
  const { answer, page } = await walker.walk(start, { until: `${pair.issuer}/oauth/interaction/` });
  if (!answer) throw new Error(`nothing was asked: ${page?.status} ${page?.url}`);
  return walker.request(answer.href);
}

/** Where a page leads by itself. */
const nextOf = ({ html, url }: Page) => /content="0;url=([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? url;

/** A browser in front of the question whether the client may: signed in, and nothing let yet. */
async function atConsent({ email, password }: Member, client: TestClient) {
  const walker = openWalker();
  const signIn = await asked(walker, authorizeUrl(pair.issuer, authorizeParameters(client, newVerifier().challenge)));
  const onward = await walker.submit(signIn.forms[0] as Form, new URLSearchParams({ email, password }));
  const consent = await asked(walker, nextOf(onward));
  expect(/<title>(.*?) ·/.exec(consent.html)?.[1]).toBe("Allow access?");
  return { walker, form: consent.forms[0] as Form };
}

type End = (member: Member, client: TestClient) => Promise<unknown>;

const ENDS: [string, End][] = [
  ["the user is locked", (member) => lock(tenant, member)],
  ["the password is set", (member) => changePassword(pair.server, member, "a different password altogether")],
  ["the membership ends", (member) => removeMember(pair.server, tenant, member)],
  ["the client is revoked", (_, client) => revokeClient(tenant, client)],
];

test.each(ENDS)("whoever has not consented yet when %s gets no code, and no grant begins", async (_what, end) => {
  const [member, client] = [await tenant.member(), await tenant.client({ kind: "PUBLIC" })];
  const { walker, form } = await atConsent(member, client);
  await end(member, client);
  const { answer } = await walker.walk(nextOf(await walker.submit(form, new URLSearchParams())), {
    until: client.redirectUri,
  });
  expect(answer?.searchParams.get("code") ?? null).toBeNull();
  const grants = await pair.server.databases.owner.pool.query("select 1 from identity.oauth_grant where user_id = $1", [
    tryDecodeId("user", member.userId),
  ]);
  expect(grants.rows).toEqual([]);
});

/** Of what was minted by a race, or of what there was before. News of a lost membership may take a second. */
async function expectNothingWorks(client: TestClient, { access_token, refresh_token }: Tokens): Promise<void> {
  await shutEverywhere(pair.addresses, access_token, tenant.resourceServer);
  for (const address of pair.addresses)
    expect((await refresh(address, client, refresh_token)).body.error).toMatch(/^invalid_(grant|client)$/);
}

test.each(ENDS)(
  "a refresh while %s leaves no token that works",
  async (_what, end) => {
    const outcomes = new Set<number>();
    for (let round = 0; round < 5; round++) {
      const [member, client] = [await tenant.member(), await tenant.client({ kind: "PUBLIC" })];
      const tokens = await tokensOf(pair.issuer, client, member);
      const [refreshed] = await Promise.all([
        refresh(pair.addresses[round % 2] as string, client, tokens.refresh_token),
        end(member, client),
      ]);
      outcomes.add(refreshed.status);
      await expectNothingWorks(client, refreshed.status === 200 ? (refreshed.body as unknown as Tokens) : tokens);
    }
    for (const status of outcomes) expect([200, 400, 401]).toContain(status);
  },
  60_000,
);

test.each(ENDS)(
  "a code redeemed while %s leaves no token that works",
  async (_what, end) => {
    for (let round = 0; round < 3; round++) {
      const [member, client] = [await tenant.member(), await tenant.client({ kind: "PUBLIC" })];
      const authorized = await authorize(pair.issuer, client, member);
      const [redeemed] = await Promise.all([
        redeem(pair.addresses[round % 2] as string, client, authorized),
        end(member, client),
      ]);
      if (redeemed.status === 200) await expectNothingWorks(client, redeemed.body as unknown as Tokens);
      else expect(redeemed.body.error).toMatch(/^invalid_(grant|client)$/);
      expect((await redeem(pair.issuer, client, authorized)).body.error).toMatch(/^invalid_(grant|client)$/);
    }
  },
  60_000,
);
