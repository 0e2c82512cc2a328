import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { OPERATOR_ROLES, permissionsOfOperator } from "@bulkhead/kernel/operator-role.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillIn } from "../testkit/accounts.ts";
import { type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { ageProof, openOperator, postTo, shownIn, signInOperator, type TestOperator } from "../testkit/operators.ts";
import type { TestServer } from "../testkit/server.ts";

let world: OAuthWorld;
let server: TestServer;
let owner: TestOperator;

beforeAll(async () => {
  world = await openOAuthWorld();
  server = world.server;
  owner = await openOperator(server, "OWNER");
}, 60_000);
afterAll(() => server.stop());

const TENANTS = "{ tenants { nodes { id } } }";
const pageOf = (path: string) => `${server.publicOrigin}/operator${path}`;

async function logOfInstallation(action: string, actor: string): Promise<number> {
  const { rows } = await server.databases.owner.pool.query(
    `select from platform.audit_event where tenant_id = '00000000-0000-0000-0000-000000000000'
       and action = $1 and actor_id = $2`,
    [action, actor],
  );
  return rows.length;
}

describe("signing in", () => {
  test("the password alone opens nothing", async () => {
    const walker = openWalker();
    const { email, password } = owner;
    await fillIn(walker, await walker.request(pageOf("/sign-in")), { email, password });
    for (const path of ["", "/operators", "/reports", "/token"]) {
      const page = await walker.request(pageOf(path));
      expect([page.status, page.headers.get("location")]).toEqual([303, "/operator/code"]);
    }
  });

  test("a code counts once, in whatever session", async () => {
    const code = await owner.code();
    const [first, second] = [openWalker(), openWalker()];
    const { email, password } = owner;
    for (const walker of [first, second])
      await fillIn(walker, await walker.request(pageOf("/sign-in")), { email, password });
    expect((await fillIn(first, await first.request(pageOf("/code")), { code })).status).toBe(303);
    expect((await fillIn(second, await second.request(pageOf("/code")), { code })).status).toBe(401);
  });

  test("a wrong password and an unknown address are answered alike, and too many attempts are refused", async () => {
    const walker = openWalker();
    const answers: string[] = [];
    for (const email of [owner.email, "nobody@operators.example"]) {
      const page = await fillIn(walker, await walker.request(pageOf("/sign-in")), {
        email,
        password: "wrong words here",
      });
      answers.push(`${page.status} ${page.html.replaceAll(email, "…")}`);
    }
    expect(answers[0]).toBe(answers[1]);
    const victim = await openOperator(server, "SUPPORT");
    let last = 0;
    for (let at = 0; at < 11; at++)
      last = (await fillIn(walker, await walker.request(pageOf("/sign-in")), { email: victim.email, password: "no" }))
        .status;
    expect(last).toBe(429);
    await server.databases.owner.pool.query("delete from identity.sign_in_attempt");
  });

  test("a form from another site signs nobody in", async () => {
    const page = await openWalker().request(pageOf("/sign-in"));
    const form = await fetch(page.url, {
      method: "POST",
      redirect: "manual",
      headers: { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
      body: new URLSearchParams({ email: owner.email, password: owner.password }),
    });
    expect(form.status).toBe(400);
  });

  test("is in the log of the installation, and so is leaving, which ends tokens too", async () => {
    const own = await openOperator(server, "SUPPORT");
    const token = await own.token();
    expect((await server.graphql(token, TENANTS)).errors).toBeUndefined();
    await postTo(own.walker, await own.walker.request(pageOf("")), "/operator/sign-out", {});
    expect((await server.graphql(token, TENANTS)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    expect((await own.walker.request(pageOf(""))).headers.get("location")).toBe("/operator/sign-in");
    for (const action of [
      "operator-credentials.set",
      "operator-session.begin",
      "operator-token.create",
      "operator-session.end",
    ])
      expect([action, await logOfInstallation(action, own.id)]).toEqual([action, 1]);
  });

  test.each([
    ["eight hours", "created_at = created_at - interval '481 minutes', proved_at = proved_at"],
    ["a quarter of an hour without use", "last_used_at = last_used_at - interval '16 minutes'"],
  ])("a session ends after %s", async (_, change) => {
    const own = await openOperator(server, "SUPPORT");
    await server.databases.owner.pool.query(
      `update identity.operator_session set ${change} where operator_id = (select id from identity.operator where email = $1)`,
      [own.email],
    );
    expect((await own.walker.request(pageOf(""))).headers.get("location")).toBe("/operator/sign-in");
  });

  test("the cookie is of the host, unreadable to scripts, and goes nowhere from other sites", async () => {
    const walker = openWalker();
    const { email, password } = owner;
    const page = await fillIn(walker, await walker.request(pageOf("/sign-in")), { email, password });
    const [cookie] = page.headers.getSetCookie().filter((one) => one.includes("bulkhead_operator"));
    expect(cookie).toMatch(/^bulkhead_operator=[\w-]{43}; path=\/; samesite=strict; httponly$/i);
  });
});

describe("the link of a new operator", () => {
  test("works once, and sets both or nothing", async () => {
    const walker = openWalker();
    const other = await openOperator(server, "SUPPORT");
    expect((await walker.request(other.link)).status).toBe(404);
    const made = await owner.graphql(
      "mutation ($i: AddOperatorInput!) { addOperator(input: $i) { operator { id isSetUp } link { url } } }",
      { email: "new@operators.example", name: "New", role: "BILLING" },
    );
    const { url } = (made.data as { addOperator: { link: { url: string } } }).addOperator.link;
    const page = await walker.request(url);
    expect(page.status).toBe(200);
    const wrong = await fillIn(walker, page, { password: "quiet harbour at seven", code: "000000" });
    expect([wrong.status, wrong.html.includes("does not count")]).toEqual([400, true]);
    const weak = await fillIn(walker, page, { password: "short", code: "000000" });
    expect(weak.status).toBe(400);
    const { rows } = await server.databases.owner.pool.query(
      "select password_hash, totp_sealed from identity.operator where email = 'new@operators.example'",
    );
    expect(rows).toEqual([{ password_hash: null, totp_sealed: null }]);
  });
});

describe("a realm apart", () => {
  test("no credential of a tenant opens what is an operator's, and is told nothing by it", async () => {
    const tenant = await world.tenant();
    const member = await tenant.member("Developer");
    const client = await tenant.client({ kind: "CONFIDENTIAL" });
    const { access_token: token } = await tokensOf(world.issuer, client, member);
    for (const credential of [tenant.admin.keys.Admin, tenant.admin.keys.Viewer, token])
      for (const id of [tenant.id, encodeId("tenant", newUuid())]) {
        const { data, errors } = await server.graphql(credential, `{ tenantById(id: "${id}") { id } }`);
        expect([data, errors?.[0]?.extensions.code]).toEqual([undefined, "FORBIDDEN"]);
        expect(errors?.[0]?.extensions.missing).toEqual(["tenant-directory:read"]);
      }
  });

  test("an operator's token is nobody in a tenant: what tenants read is refused, and the pages of accounts know no one", async () => {
    const token = await owner.token();
    for (const query of ["{ tenant { id } }", "{ users { nodes { id } } }", "{ auditEvents { nodes { id } } }"])
      expect((await server.graphql(token, query)).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    expect((await server.graphql(token, "{ me { permissions } }")).errors?.[0]?.extensions.code).toBe(
      "UNAUTHENTICATED",
    );
    const account = await owner.walker.request(`${server.publicOrigin}/account`);
    expect([account.status, account.headers.get("location")]).toEqual([303, "/account/sign-in?next=%2Faccount"]);
  });

  test("a person with an account and the same address is not an operator, and the other way round", async () => {
    const tenant = await world.tenant();
    const member = await tenant.member("Developer");
    const walker = openWalker();
    const { email, password } = member;
    const asOperator = await fillIn(walker, await walker.request(pageOf("/sign-in")), { email, password });
    expect(asOperator.status).toBe(401);
    const asPerson = await fillIn(walker, await walker.request(`${server.publicOrigin}/account/sign-in`), {
      email: owner.email,
      password: owner.password,
    });
    expect(asPerson.status).toBe(401);
  });
});

describe("from another network", () => {
  test("there are no pages, and tokens open nothing", async () => {
    const token = await owner.token();
    const away = await openAway();
    try {
      const page = await fetch(`${away.address}/operator/sign-in`);
      const nothing = await fetch(`${away.address}/nothing/sign-in`);
      expect(page.status).toBe(404);
      const asked = await fetch(`${away.address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: TENANTS }),
      });
      expect(asked.status).toBe(401);
      expect(nothing.status).toBe(404);
    } finally {
      await away.stop();
    }
  });

  /** Another gateway on the same rooms, to which this machine is no place for operators. */
  async function openAway() {
    const { openGateway } = await import("@bulkhead/server/gateway.ts");
    const { allSettings } = await import("@bulkhead/server/config.ts");
    const { readSettings } = await import("@bulkhead/kernel/settings.ts");
    const { values } = readSettings(allSettings, {
      BULKHEAD_ENV: "test",
      BULKHEAD_SECRET: "x".repeat(43),
      BULKHEAD_PORT: "0",
      BULKHEAD_PUBLIC_ORIGIN: server.publicOrigin,
      BULKHEAD_ROOT_KEY: "file:/nowhere",
      BULKHEAD_OPERATOR_NETWORKS: "192.0.2.0/24",
    });
    const gateway = await openGateway(server.platform, values);
    return { address: await gateway.listen(), stop: () => gateway.stop() };
  }
});

describe("least privilege", () => {
  test("every role but OWNER lacks something, and none has what belongs to a tenant", () => {
    for (const role of OPERATOR_ROLES) {
      const held = [...permissionsOfOperator(role)];
      expect(held.filter((one) => /^(record|member|user|api-key|collection|audit-event):/.test(one))).toEqual([]);
      if (role !== "OWNER") expect(held.length).toBeLessThan(permissionsOfOperator("OWNER").size);
    }
  });

  test.each([
    ["SUPPORT", 'suspendTenant(input: {tenantId: $t, reason: "x"}) { tenant { id } }', "tenant:suspend"],
    ["SUPPORT", 'changeTenantPlan(input: {tenantId: $t, plan: "standard"}) { tenant { id } }', "tenant-plan:change"],
    ["BILLING", 'suspendTenant(input: {tenantId: $t, reason: "x"}) { tenant { id } }', "tenant:suspend"],
    ["SECURITY", 'changeTenantPlan(input: {tenantId: $t, plan: "standard"}) { tenant { id } }', "tenant-plan:change"],
  ] as const)("%s cannot %s", async (role, field, missing) => {
    const own = await openOperator(server, role);
    const tenant = await server.tenant();
    const { errors } = await server.graphql(await own.token(), `mutation ($t: ID!) { ${field} }`, {
      t: tenant.tenantId,
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN", missing: [missing] });
  });

  test("what makes operators wants a sign-in of the last quarter of an hour", async () => {
    const own = await openOperator(server, "OWNER");
    await ageProof(server, own, 16 * 60);
    const { errors } = await own.graphql(
      "mutation ($i: AddOperatorInput!) { addOperator(input: $i) { operator { id } } }",
      {
        email: "late@operators.example",
        name: "Late",
        role: "SUPPORT",
      },
    );
    expect(errors?.[0]?.extensions.code).toBe("INSUFFICIENT_AUTHENTICATION");
    await server.databases.owner.pool.query("delete from identity.sign_in_attempt");
    await signInOperator(server, own);
    expect(shownIn(await own.walker.request(pageOf("/token")))).toBe("");
  });
});

describe("operators change operators", () => {
  const CHANGE = "mutation ($i: ChangeOperatorRoleInput!) { changeOperatorRole(input: $i) { operator { role } } }";
  const REMOVE = "mutation ($i: RemoveOperatorInput!) { removeOperator(input: $i) { id } }";

  test("another role ends what was open under the old one, at once", async () => {
    const own = await openOperator(server, "SUPPORT");
    const token = await own.token();
    const { errors } = await owner.graphql(CHANGE, { id: own.id, role: "BILLING" });
    expect(errors).toBeUndefined();
    expect((await server.graphql(token, TENANTS)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    expect(await logOfInstallation("operator-role.change", owner.id)).toBeGreaterThan(0);
  });

  test("one who was removed is out at once, and cannot sign in", async () => {
    const own = await openOperator(server, "SUPPORT");
    const token = await own.token();
    expect((await owner.graphql(REMOVE, { id: own.id })).errors).toBeUndefined();
    expect((await server.graphql(token, TENANTS)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    const { email, password } = own;
    const again = await fillIn(own.walker, await own.walker.request(pageOf("/sign-in")), { email, password });
    expect(again.status).toBe(401);
  });

  test("the last OWNER stays, of two who leave at once one", async () => {
    const others = await server.databases.owner.pool.query<{ id: string }>(
      "select id from identity.operator where role = 'OWNER' and removed_at is null and email <> $1",
      [owner.email],
    );
    for (const { id } of others.rows) await owner.graphql(REMOVE, { id: encodeId("operator", id) });
    expect((await owner.graphql(REMOVE, { id: owner.id })).errors?.[0]?.extensions.code).toBe("CONFLICT");
    const second = await openOperator(server, "OWNER");
    const [mine, theirs] = [await owner.token(), await second.token()];
    const answers = await Promise.all([
      server.graphql(mine, CHANGE, { i: { id: owner.id, role: "SUPPORT" } }),
      server.graphql(theirs, CHANGE, { i: { id: second.id, role: "SUPPORT" } }),
    ]);
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code);
    expect(codes.filter((code) => code === "CONFLICT")).toHaveLength(1);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
  });
});
