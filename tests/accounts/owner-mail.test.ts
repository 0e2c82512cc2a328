import { afterAll, beforeAll, expect, test } from "vitest";
import { FIREFOX, offered, postForm, SAFARI, signedIn } from "../testkit/account-pages.ts";
import { type Mailbox, mailboxOf } from "../testkit/mailbox.ts";
import { type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** Whoever owns an account hears of what was done with its sessions, and of its end, whoever did it. */
let world: OAuthWorld;
let client: TestClient;
let mailbox: Mailbox;
let home: Awaited<ReturnType<OAuthWorld["tenant"]>>;
beforeAll(async () => {
  world = await openOAuthWorld();
  home = await world.tenant();
  client = await home.client({ kind: "PUBLIC" });
  mailbox = mailboxOf(world.server);
}, 60_000);
afterAll(() => world?.stop());

test("of sessions that were ended, from where, and of an account that was deleted", async () => {
  const member = await home.member();
  const told = (nth: number) => mailbox.mailTo(member.email, { subject: "You were signed out", nth });
  await signedIn(world, client, member);
  const { walker } = await signedIn(world, client, member, openWalker(SAFARI));
  const sessions = `${world.issuer}/account/sessions`;
  const [uid = ""] = offered(await walker.request(sessions));
  await postForm(walker, sessions, { session: uid });
  const one = await told(1);
  expect(one.text).toContain("The session on Firefox on Linux was ended.");
  expect(one.text).toMatch(/Device:?\s+Safari on iOS/);
  for (const agent of [FIREFOX, SAFARI]) await signedIn(world, client, member, openWalker(agent));
  await postForm(walker, sessions, { others: "yes" });
  expect((await told(2)).text).not.toContain("The session on");
  await postForm(walker, sessions, { session: uid });
  await postForm(walker, `${world.issuer}/account/delete`, { email: member.email });
  await mailbox.mailTo(member.email, { subject: "was deleted" });
  // Nothing was ended the last time, so nothing is told of it.
  expect(mailbox.mailsTo(member.email).filter(({ subject }) => subject.includes("signed out"))).toHaveLength(2);
}, 60_000);
