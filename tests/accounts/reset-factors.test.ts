import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailboxOf } from "../testkit/mailbox.ts";
import { type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { silently, takeFactors } from "../testkit/oauth-ends.ts";
import { refresh, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { addPasskey, addTotp } from "../testkit/second-factors.ts";

/** What the operator's `bulkhead reset-factors` means to the person, in their browsers. */
let world: OAuthWorld;
beforeAll(async () => {
  world = await openOAuthWorld();
}, 60_000);
afterAll(() => world?.stop());

test("who has lost every factor gets in by the password again, and whoever was in is out and needs it", async () => {
  const home = await world.tenant();
  const member = await home.member();
  const client = await home.client({ kind: "PUBLIC" });
  const { code } = await addTotp(world, member);
  const { passkey } = await addPasskey(world, member);
  const walker = openWalker();
  const { refresh_token: token } = await tokensOf(world.issuer, client, { ...member, code }, {}, walker);
  expect(await silently(world.issuer, walker, client)).toBe("a code");

  await takeFactors(world.server, member);

  expect(await silently(world.issuer, walker, client)).toBe("login_required");
  expect((await refresh(world.issuer, client, token)).body.error).toBe("invalid_grant");
  const { text } = await mailboxOf(world.server).mailTo(member.email, { subject: "second factors" });
  expect(text).toContain("If it was not you who asked for this");
  const { access_token } = await tokensOf(world.issuer, client, member);
  expect(decodeJwt(access_token).acr).toBe("urn:bulkhead:acr:single-factor");
  // One that was lost and is found again opens nothing.
  await expect(tokensOf(world.issuer, client, { email: "", password: "", passkey })).rejects.toThrow("no code");
}, 60_000);
