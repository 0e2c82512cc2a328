import { sweepArtifacts } from "@bulkhead/identity/src/oauth/sweep.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, describe, expect, test } from "vitest";
import { offered, postForm, SAFARI, textOf } from "../testkit/account-pages.ts";
import { openAccountPair } from "../testkit/account-pair.ts";
import type { OAuthTenant } from "../testkit/oauth.ts";
import { openDoors, shutEverywhere } from "../testkit/oauth-doors.ts";
import { signOut, silently } from "../testkit/oauth-ends.ts";
import { refresh } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** Where a person is signed in, and that ending one of these sessions is one, in every tenant and at two processes. */
const pair = await openAccountPair();
afterAll(pair.stop, 30_000);
const { home, other, console, person, enter } = pair;
const page = `${pair.issuer}/account/sessions`;

async function audited(tenant: Pick<OAuthTenant, "id">, action: string) {
  const { rows } = await pair.server.databases.owner.pool.query<{ actor: string; target: string; detail: object }>(
    `select actor_id as actor, target_id as target, body -> 'detail' as detail from platform.audit_event
     where tenant_id = $1 and action = $2 order by id`,
    [tryDecodeId("tenant", tenant.id), action],
  );
  return rows;
}

test("shows browser and system, since when and from where, and which one this is", async () => {
  const { at } = await person();
  const phone = await enter(at, openWalker(SAFARI));
  const { walker } = await enter(at);
  const shown = await walker.request(page);
  expect(shown.status).toBe(200);
  const items = shown.html
    .split("<li>")
    .slice(1)
    .map((html) => textOf({ html: `<main>${html}</main>` }));
  expect(items).toHaveLength(2);
  expect(items[0]).toMatch(/^Firefox on Linux last used .* UTC since .* UTC from 127\.0\.0\.1 This browser/);
  expect(items[1]).toMatch(/^Safari on iOS last used .* UTC since .* UTC from 127\.0\.0\.1 Sign out/);
  expect(offered(shown)).toHaveLength(1);
  expect(textOf(await phone.walker.request(page))).toContain("Firefox on Linux");
});

test("whoever is not signed in is sent to sign in, and back", async () => {
  const { status, headers } = await openWalker().request(page);
  expect([status, headers.get("location")]).toEqual([303, "/account/sign-in?next=%2Faccount%2Fsessions"]);
  const { status: posted } = await postForm(openWalker(), page, { others: "yes" });
  expect(posted).toBe(303);
});

describe("ending a session ends all that was let done in it,", () => {
  test("in every tenant and at both processes; every other session stands", async () => {
    const { at, too } = await person();
    const lost = await enter(at);
    const there = await enter(too, lost.walker, other);
    const kept = await enter(at, openWalker(SAFARI));
    const shown = await kept.walker.request(page);
    const [uid = ""] = offered(shown);
    const answer = await postForm(kept.walker, page, { session: uid });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/account/sessions?done=one"]);
    await shutEverywhere(pair.addresses, lost.tokens.access_token, home.resourceServer);
    await shutEverywhere(pair.addresses, there.tokens.access_token, other.resourceServer);
    for (const address of pair.addresses)
      for (const { tokens } of [lost, there])
        expect((await refresh(address, console, tokens.refresh_token)).body.error).toBe("invalid_grant");
    expect(await silently(pair.issuer, lost.walker, console)).toBe("login_required");
    expect((await lost.walker.request(page)).status).toBe(303);
    expect(await openDoors(pair.issuer, kept.tokens.access_token, home.resourceServer)).not.toEqual([]);
    const after = await kept.walker.request(`${page}?done=one`);
    expect(offered(after)).toEqual([]);
    for (const [tenant, { userId }] of [
      [home, at],
      [other, too],
    ] as const)
      expect(await audited(tenant, "session.end")).toContainEqual({
        actor: userId,
        target: userId,
        detail: { sessions: 1 },
      });
  }, 60_000);

  test("all but this one at once", async () => {
    const { at } = await person();
    const gone = [await enter(at), await enter(at, openWalker(SAFARI))];
    const { walker, tokens } = await enter(at);
    const { headers } = await postForm(walker, page, { others: "yes" });
    expect(headers.get("location")).toBe("/account/sessions?done=others");
    for (const one of gone) await shutEverywhere(pair.addresses, one.tokens.access_token, home.resourceServer);
    expect(await openDoors(pair.issuer, tokens.access_token, home.resourceServer)).not.toEqual([]);
    expect(offered(await walker.request(page))).toEqual([]);
    expect((await audited(home, "session.end")).filter(({ actor }) => actor === at.userId)).toEqual([
      { actor: at.userId, target: at.userId, detail: { sessions: 2 } },
    ]);
  }, 60_000);

  test("once, however many ask for it at the same time", async () => {
    const { at } = await person();
    await enter(at);
    const { walker } = await enter(at);
    const [uid = ""] = offered(await walker.request(page));
    const answers = await Promise.all(Array.from({ length: 5 }, () => postForm(walker, page, { session: uid })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect((await audited(home, "session.end")).filter(({ actor }) => actor === at.userId)).toHaveLength(1);
  });
});

test("another person's session cannot be named, nor can the account (statement 38)", async () => {
  const { at: mine } = await person();
  const { at: theirs } = await person();
  const { walker } = await enter(mine);
  const victim = await enter(theirs);
  await enter(theirs, openWalker(SAFARI));
  const { rows } = await pair.server.databases.owner.pool.query<{ uid: string; account_id: string }>(
    `select session.uid, session.account_id from identity.account_session session
     join identity.account owner on owner.id = session.account_id where owner.email = $1`,
    [theirs.email],
  );
  expect(rows.length).toBeGreaterThan(0);
  const before = await audited(home, "session.end");
  const named = { accountId: rows[0]?.account_id ?? "", account_id: rows[0]?.account_id ?? "", userId: theirs.userId };
  const answers = [];
  for (const session of [...rows.map(({ uid }) => uid), "no-such-session"]) {
    const { status, headers, html } = await postForm(walker, page, { session, ...named, email: theirs.email });
    answers.push(JSON.stringify([status, headers.get("location"), html]));
  }
  await postForm(walker, page, { others: "yes", ...named });
  expect(new Set(answers).size).toBe(1);
  expect(await audited(home, "session.end")).toEqual(before);
  expect((await victim.walker.request(page)).status).toBe(200);
  expect(await openDoors(pair.issuer, victim.tokens.access_token, home.resourceServer)).not.toEqual([]);
});

test("a form from another site ends nothing", async () => {
  const { at } = await person();
  await enter(at);
  const { walker } = await enter(at);
  const cookie = [...walker.jar.values()].map(({ name, value }) => `${name}=${value}`).join("; ");
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const from of foreign) {
    const headers = { cookie, ...from };
    const body = new URLSearchParams({ others: "yes" });
    expect((await fetch(page, { method: "POST", headers, body, redirect: "manual" })).status).toBe(400);
  }
  expect(offered(await walker.request(page))).toHaveLength(1);
});

test("signing out takes the session off the list; nothing of it is written twice a minute", async () => {
  const { at } = await person();
  const one = await enter(at);
  const { walker } = await enter(at);
  const { pool } = pair.server.databases.owner;
  const rows = () =>
    pool.query<{ row: string }>(
      `select session.xmin::text || session::text as row from identity.account_session session
       join identity.account owner on owner.id = session.account_id where owner.email = $1 order by 1`,
      [at.email],
    );
  const before = (await rows()).rows;
  expect(before).toHaveLength(2);
  await silently(pair.issuer, walker, console);
  await walker.request(page);
  expect((await rows()).rows).toEqual(before);
  await signOut(pair.issuer, one.walker, console);
  expect(offered(await walker.request(page))).toEqual([]);
});

test("what is over is forgotten: ended after 30 days, unused after 15", async () => {
  const { at } = await person();
  const { walker } = await enter(at);
  const { pool } = pair.server.databases.owner;
  const account = "(select id from identity.account where email = $1)";
  const left = async () =>
    (
      await pool.query<{ uid: string }>(
        `select uid from identity.account_session where account_id = ${account} and uid like 'old-%' order by uid`,
        [at.email],
      )
    ).rows.map(({ uid }) => uid);
  await pool.query(
    `insert into identity.account_session (uid, account_id, user_agent, last_used_at, ended_at)
     select 'old-' || name || '-' || $1, ${account}, 'x', now() - used * interval '1 day', now() - ended * interval '1 day'
     from (values ('ended-31', 31, 31), ('ended-29', 29, 29), ('unused-16', 16, null), ('unused-14', 14, null)) v (name, used, ended)`,
    [at.email],
  );
  await sweepArtifacts(pair.server.platform.databases.oauth, new AbortController().signal);
  expect(await left()).toEqual([`old-ended-29-${at.email}`, `old-unused-14-${at.email}`]);
  expect((await walker.request(page)).status).toBe(200);
});
