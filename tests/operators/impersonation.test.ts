import { decodeId } from "@bulkhead/kernel/id.ts";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { END, REASON, refusedImpersonation, START, startImpersonation } from "../testkit/impersonation.ts";
import { operatorOf } from "../testkit/lifecycle.ts";
import { mailboxOf } from "../testkit/mailbox.ts";
import { change, type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { ageProof, openOperator, postTo, setUpOperator, shownIn, type TestOperator } from "../testkit/operators.ts";
import type { TestServer } from "../testkit/server.ts";
import { until } from "../testkit/until.ts";

let world: OAuthWorld;
let server: TestServer;
let support: TestOperator;
let owner: TestOperator;
let tenant: OAuthTenant;
let member: Member;

beforeAll(async () => {
  world = await openOAuthWorld();
  server = world.server;
  [support, owner] = [await openOperator(server, "SUPPORT"), await openOperator(server, "OWNER")];
  tenant = await world.tenant();
  member = await tenant.member("Developer");
}, 60_000);
afterAll(() => server.stop());

const whom = () => ({ tenantId: tenant.id, userId: member.userId });
const start = (operator: TestOperator, more: object = {}) => startImpersonation(operator, { ...whom(), ...more });
const refusal = (operator: TestOperator, more: object) => refusedImpersonation(operator, { ...whom(), ...more });

const DEFINE = `mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { name } } }`;
const collectionInput = (name: string) => ({ i: { name, schema: { type: "object" } } });

describe("a token of an impersonation", () => {
  test("is the user's, names the operator, and lives as long as was asked and no longer", async () => {
    const { accessToken, impersonation } = await start(support, { minutes: 7 });
    const claims = decodeJwt(accessToken);
    expect(claims).toMatchObject({
      sub: member.userId,
      tenant_id: tenant.id,
      sid: impersonation.id,
      act: { sub: support.id },
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(7 * 60);
    expect(Date.parse(impersonation.expiresAt) / 1_000).toBe(claims.exp);
  });

  test("says so in `me` and in a header of every answer", async () => {
    const { accessToken, impersonation } = await start(support);
    const answer = await server.graphql(
      accessToken,
      "{ me { actor { id } impersonation { operatorId reason expiresAt mode } } }",
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      me: {
        actor: { id: member.userId },
        impersonation: { operatorId: support.id, reason: REASON, expiresAt: impersonation.expiresAt, mode: "READ" },
      },
    });
    expect(answer.headers.get("impersonated-by")).toBe(support.id);
    const others = await server.graphql(tenant.admin.keys.Admin, "{ me { impersonation { id } } }");
    expect([others.data, others.headers.get("impersonated-by")]).toEqual([{ me: { impersonation: null } }, null]);
  });

  test("sees what the user sees and changes nothing, unless that was asked for", async () => {
    const { accessToken: reading } = await start(support);
    expect((await server.graphql(reading, "{ collections { nodes { name } } tenant { id } }")).errors).toBeUndefined();
    const refused = await server.graphql(reading, DEFINE, collectionInput("seen"));
    expect(refused.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    const { accessToken: writing } = await start(owner, { mode: "WRITE" });
    expect((await server.graphql(writing, DEFINE, collectionInput("written"))).errors).toBeUndefined();
  });

  test("never does what decides who gets in, whatever the user may and however fresh the operator is", async () => {
    const admin = await tenant.member("Admin");
    const { accessToken } = await start(owner, { mode: "WRITE", userId: admin.userId });
    const key = await server.graphql(
      accessToken,
      "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key } }",
      {
        i: { name: "Mine", role: "Viewer" },
      },
    );
    expect([key.data, key.errors?.[0]?.extensions.code]).toEqual([undefined, "FORBIDDEN"]);
    for (const query of ["{ me { email } }", "{ me { sessions { nodes { id } } } }", "{ impersonations { id } }"])
      expect((await server.graphql(accessToken, query)).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    const out = await server.graphql(accessToken, "mutation { revokeSessions(input: {}) { count } }");
    expect(out.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });

  test("changes data and nothing else, and takes no export of the whole tenant", async () => {
    const admin = await tenant.member("Admin");
    const { accessToken } = await start(owner, { mode: "WRITE", userId: admin.userId });
    for (const query of [
      `mutation { createUser(input: { email: "new@x.example", name: "New" }) { user { id } } }`,
      `mutation { revokeInvitation(input: { id: "inv_01h455vb4pex5vsknk084sn02q" }) { invitation { id } } }`,
      `mutation { revokeApiKey(input: { id: "key_01h455vb4pex5vsknk084sn02q" }) { apiKey { id } } }`,
      `mutation { removeServiceAccount(input: { id: "svc_01h455vb4pex5vsknk084sn02q" }) { serviceAccount { id } } }`,
      `mutation { reopenTenant(input: { confirmSlug: "x" }) { tenant { id } } }`,
      "{ tenantExports { id } }",
    ]) {
      const { errors } = await server.graphql(accessToken, query);
      expect([query, errors?.[0]?.extensions.code]).toEqual([query, "FORBIDDEN"]);
    }
  });

  test("opens no page of an account, and cannot be refreshed, introspected or revoked by anybody else", async () => {
    const { accessToken } = await start(support);
    const account = await fetch(`${server.publicOrigin}/account`, {
      redirect: "manual",
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(account.status).toBe(303);
    const client = await tenant.client({ kind: "CONFIDENTIAL" });
    const refreshed = await fetch(`${server.publicOrigin}/oauth/token`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: accessToken }),
    });
    expect(refreshed.status).toBe(400);
    const userinfo = await fetch(`${server.publicOrigin}/oauth/userinfo`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(userinfo.status).toBe(401);
  });

  test("an altered actor, or one left out, opens nothing", async () => {
    const { accessToken } = await start(support);
    const [head, body, signature] = accessToken.split(".");
    const claims = JSON.parse(Buffer.from(body ?? "", "base64url").toString()) as Record<string, unknown>;
    for (const other of [
      { ...claims, act: { sub: owner.id } },
      { ...claims, act: undefined },
    ]) {
      const text = Buffer.from(JSON.stringify(other)).toString("base64url");
      const { errors } = await server.graphql(`${head}.${text}.${signature}`, "{ me { roles } }");
      expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    }
  });
});

describe("it ends", () => {
  const works = async (token: string) => (await server.graphql(token, "{ me { roles } }")).errors === undefined;

  test.each(["the operator", "an Admin of the tenant"])("when %s says so, in the same second", async (who) => {
    const { accessToken, impersonation } = await start(support);
    expect(await works(accessToken)).toBe(true);
    const by = who === "the operator" ? await support.token() : tenant.admin.keys.Admin;
    const ended = await server.graphql(by, END, { i: { id: impersonation.id } });
    expect(ended.errors).toBeUndefined();
    expect(await works(accessToken)).toBe(false);
    const again = await server.graphql(by, END, { i: { id: impersonation.id } });
    expect(again.data).toEqual(ended.data);
  });

  test("not by another tenant, to which there is none, nor by who may not", async () => {
    const { accessToken, impersonation } = await start(support);
    const other = await world.tenant();
    const { errors } = await server.graphql(other.admin.keys.Admin, END, { i: { id: impersonation.id } });
    expect(errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    const viewer = await server.graphql(tenant.admin.keys.Viewer, END, { i: { id: impersonation.id } });
    expect(viewer.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    expect(await works(accessToken)).toBe(true);
  });

  test("when the operator gets other credentials", async () => {
    const own = await openOperator(server, "SUPPORT");
    const { accessToken } = await start(own);
    const LINK = "mutation ($i: CreateOperatorLinkInput!) { createOperatorLink(input: $i) { link { url } } }";
    const { data } = await owner.graphql(LINK, { id: own.id });
    const { url } = (data as { createOperatorLink: { link: { url: string } } }).createOperatorLink.link;
    await setUpOperator(server, openWalker(), url, { email: own.email, password: "quite another harbour 99" });
    await until(async () => !(await works(accessToken)));
  });

  test("with the operator, the user's membership, and the user", async () => {
    const own = await openOperator(server, "SUPPORT");
    const { accessToken } = await start(own);
    await owner.graphql("mutation ($i: RemoveOperatorInput!) { removeOperator(input: $i) { id } }", { id: own.id });
    await until(async () => !(await works(accessToken)));
    const leaving = await tenant.member("Developer");
    const { accessToken: second } = await start(support, { userId: leaving.userId });
    await change(tenant.admin, "mutation ($i: RemoveMemberInput!) { removeMember(input: $i) { id } }", {
      id: leaving.memberId,
    });
    await until(async () => !(await works(second)));
    const locked = await tenant.member("Developer");
    const { accessToken: third } = await start(support, { userId: locked.userId });
    await change(tenant.admin, "mutation ($i: LockUserInput!) { lockUser(input: $i) { user { id } } }", {
      id: locked.userId,
      reason: "left",
    });
    await until(async () => !(await works(third)));
  });

  test("when its time is over, whatever the token says", async () => {
    const { accessToken, impersonation } = await start(support);
    expect(await works(accessToken)).toBe(true);
    const [tenantUuid, id] = [decodeId("tenant", tenant.id, ""), decodeId("impersonation", impersonation.id, "")];
    const known = await server.platform.rooms.identity.standing.impersonations.get(tenantUuid, id);
    // As the clock would make it: the cache holds until when.
    Object.assign(known ?? {}, { expiresAt: Date.now() - 1 });
    expect(await works(accessToken)).toBe(false);
  });
});

describe("the tenant knows of it", () => {
  test("the person and the Admins are told by mail, with the reason", async () => {
    const mailbox = mailboxOf(server);
    const quiet = await tenant.member("Developer");
    await start(support, { userId: quiet.userId });
    const subject = /An operator acts as a user/;
    const toPerson = await mailbox.mailTo(quiet.email, { subject });
    expect(toPerson.text).toContain(REASON);
    expect(toPerson.text).toContain(support.id);
    await mailbox.mailTo(`admin@${tenant.admin.slug}.example`, { subject });
  });

  test("also while it is closing", async () => {
    const closing = await world.tenant();
    const quiet = await closing.member("Viewer");
    await operatorOf(server, closing.admin).close(30);
    await start(support, { tenantId: closing.id, userId: quiet.userId });
    await mailboxOf(server).mailTo(`admin@${closing.admin.slug}.example`, { subject: /An operator acts as a user/ });
  });

  test("its log has who began and ended it, and of every act both the user and the operator", async () => {
    const { accessToken, impersonation } = await start(owner, { mode: "WRITE" });
    await server.graphql(accessToken, DEFINE, collectionInput(`by_${impersonation.id.slice(-8)}`));
    await server.graphql(tenant.admin.keys.Admin, END, { i: { id: impersonation.id } });
    const { data } = await tenant.admin.graphql(
      "Admin",
      "{ auditEvents(first: 6) { nodes { action targetId actor { id kind name } impersonator { id kind name } personal } } }",
    );
    const { nodes } = (data as { auditEvents: { nodes: Record<string, unknown>[] } }).auditEvents;
    const of = (action: string) => nodes.find((one) => one.action === action);
    const operator = { id: owner.id, kind: "OPERATOR", name: "Operator of the platform" };
    expect(of("impersonation.start")).toMatchObject({
      targetId: impersonation.id,
      actor: operator,
      impersonator: null,
      personal: { reason: REASON },
    });
    expect(of("collection.define")).toMatchObject({ actor: { id: member.userId }, impersonator: operator });
    expect(of("impersonation.end")).toMatchObject({ targetId: impersonation.id, impersonator: null });
    const { data: listed } = await tenant.admin.graphql("Admin", "{ impersonations { id operatorId reason endedAt } }");
    expect((listed as { impersonations: object[] }).impersonations).toContainEqual({
      id: impersonation.id,
      operatorId: owner.id,
      reason: REASON,
      endedAt: expect.any(String),
    });
  });

  test("what was refused to the operator is in its log under both, too", async () => {
    const { accessToken } = await start(support);
    await server.graphql(accessToken, DEFINE, collectionInput("refused"));
    const denied = `select body from platform.audit_event where tenant_id = $1 and action = 'operation.deny'
      and body -> 'impersonator' ->> 'id' = $2`;
    await until(
      async () =>
        (await server.databases.owner.pool.query(denied, [decodeId("tenant", tenant.id, ""), support.id])).rowCount !==
        0,
    );
  });
});

describe("is refused", () => {
  test.each([
    ["without a reason", { reason: " " }, "BAD_USER_INPUT"],
    ["for more than an hour", { minutes: 61 }, "BAD_USER_INPUT"],
    ["for no time", { minutes: 0 }, "BAD_USER_INPUT"],
    ["of a tenant that there is not", { tenantId: "ten_01h455vb4pex5vsknk084sn02q" }, "NOT_FOUND"],
    ["of a user that there is not", { userId: "usr_01h455vb4pex5vsknk084sn02q" }, "NOT_FOUND"],
    ["to change things, to whoever may only look", { mode: "WRITE" }, "FORBIDDEN"],
  ])("%s", async (_, more, code) => {
    expect((await refusal(support, more))?.extensions.code).toBe(code);
  });

  test("of a user of another tenant, like one that there is not", async () => {
    const other = await (await world.tenant()).member("Developer");
    const foreign = await refusal(support, { userId: other.userId });
    const nobody = await refusal(support, { userId: "usr_01h455vb4pex5vsknk084sn02q" });
    expect([foreign?.message, foreign?.extensions.code]).toEqual([nobody?.message, nobody?.extensions.code]);
  });

  test("to whoever did not prove both factors in the last quarter of an hour", async () => {
    const own = await openOperator(server, "SUPPORT");
    await ageProof(server, own, 16 * 60);
    expect((await refusal(own, {}))?.extensions.code).toBe("INSUFFICIENT_AUTHENTICATION");
    const page = await own.walker.request(`${server.publicOrigin}/operator/tenant?id=${tenant.id}`);
    const sent = await postTo(own.walker, page, "/operator/impersonation", {
      tenantId: tenant.id,
      userId: member.userId,
      reason: REASON,
      minutes: "5",
      mode: "READ",
    });
    expect([sent.status, sent.headers.get("location")]).toEqual([303, "/operator/sign-in"]);
  });

  test("to tenants, and to whoever acts as a user already", async () => {
    const input = { tenantId: tenant.id, userId: member.userId, reason: REASON, minutes: 5 };
    const { errors } = await server.graphql(tenant.admin.keys.Admin, START, { i: input });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN" });
    const { accessToken } = await start(owner, { mode: "WRITE" });
    const again = await server.graphql(accessToken, START, { i: input });
    expect(again.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });
});

test("the console begins and ends it", async () => {
  const page = await support.walker.request(`${server.publicOrigin}/operator/tenant?id=${tenant.id}`);
  const begun = await postTo(support.walker, page, "/operator/impersonation", {
    userId: member.userId,
    reason: REASON,
    minutes: "5",
    mode: "READ",
  });
  expect(begun.status).toBe(200);
  const token = shownIn(begun);
  expect((await server.graphql(token, "{ me { roles } }")).errors).toBeUndefined();
  const ended = await postTo(support.walker, begun, "/operator/impersonation", {});
  expect(ended.html).toContain("It is ended");
  expect((await server.graphql(token, "{ me { roles } }")).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
});
