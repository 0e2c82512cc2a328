import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { defineTemplate } from "@bulkhead/tenancy/src/domain/define-template.ts";
import { retireTemplate } from "@bulkhead/tenancy/src/domain/retire-template.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textOf } from "../testkit/account-pages.ts";
import { type AccountWorld, fillIn, forgetAttempts, openAccountWorld, post, signUp } from "../testkit/accounts.ts";
import { developerKey, foundCompany, newCompany } from "../testkit/onboarding.ts";
import { until } from "../testkit/until.ts";

let world: AccountWorld;
beforeAll(async () => {
  world = await openAccountWorld();
}, 60_000);
afterAll(() => world?.stop());
beforeEach(() => forgetAttempts(world));

const sql = async (text: string, values: unknown[]) => (await world.owner.query(text, values)).rows;

describe("a person without anybody's invitation", () => {
  test("signs up, makes a company, and has a Developer key that works", async () => {
    const { walker } = await signUp(world, { name: "Ada" });
    const account = await walker.request(`${world.issuer}/account`);
    expect(account.html).toContain('href="/account/tenants/new"');
    const { name, slug } = newCompany();
    const chosen = await post(world, walker, "/account/tenants/new", { name, slug });
    expect([chosen.status, chosen.headers.get("location")]).toEqual([303, "/account/tenants/confirm"]);
    const confirm = await walker.request(`${world.issuer}/account/tenants/confirm`);
    expect(textOf(confirm)).toContain(slug);
    // Nothing is made before it is confirmed.
    expect(await sql("select from tenancy.tenant where slug = $1", [slug])).toEqual([]);
    const made = await fillIn(walker, confirm);
    expect([made.status, made.headers.get("location")]).toEqual([303, "/account/tenants/ready"]);
    const ready = await walker.request(`${world.issuer}/account/tenants/ready`);
    expect(textOf(ready)).toContain(`${name} is yours`);
    const key = await developerKey(world, { walker });
    const { data } = await world.server.graphql(
      key,
      "{ tenant { name slug status } members { nodes { user { name } role { name } } } }",
    );
    expect(data).toEqual({
      tenant: { name, slug, status: "ACTIVE" },
      members: { nodes: [{ user: { name: "Ada" }, role: { name: "Admin" } }] },
    });
    const denied = await world.server.graphql(key, "{ apiKeys { nodes { id } } }");
    expect(denied.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    const defined = await world.server.graphql(
      key,
      `mutation { defineCollection(input: {name: "notes", schema: {type: "object"}}) { collection { name } } }`,
    );
    expect(defined.errors).toBeUndefined();
  });

  test("gives no short name, and is given one that is free", async () => {
    const taken = newCompany();
    await foundCompany(world, taken);
    const { walker } = await signUp(world);
    await post(world, walker, "/account/tenants/new", { name: taken.name, slug: "" });
    const confirm = await walker.request(`${world.issuer}/account/tenants/confirm`);
    expect(textOf(confirm)).toContain(`${taken.slug}-2`);
  });

  test("is told at once that a short name looks like another's, and of one that is free", async () => {
    const taken = newCompany("rn0");
    await foundCompany(world, taken);
    const { walker } = await signUp(world);
    const lookalike = taken.slug.replace("rn0", "mo");
    const refused = await post(world, walker, "/account/tenants/new", { name: "Other", slug: lookalike });
    expect(refused.status).toBe(409);
    expect(textOf(refused)).toContain("looks like it");
    expect(refused.html).toContain(`value="${lookalike}-2"`);
    expect(await sql("select from identity.onboarding where slug = $1", [lookalike])).toEqual([]);
  });

  test("of many who want one name at once, one gets it", async () => {
    const { slug } = newCompany();
    const people = await Promise.all(Array.from({ length: 5 }, () => signUp(world)));
    const answers = await Promise.all(
      people.map(({ walker }) => post(world, walker, "/account/tenants/new", { name: "Same", slug })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409, 409]);
  });

  test("begins with what the operator's template says: its roles, its settings, its collections", async () => {
    const operator = world.server.platform.rooms.tenancy.subgraph.context(operatorRequest(INSTALLATION_ID));
    const name = `clinic-${newCompany().slug}`;
    const template = {
      name,
      title: "Clinic",
      description: "Visits, and who may write them.",
      roles: [{ name: "Nurse", description: "Reads visits.", permissions: ["record:read"], collections: ["visits"] }],
      collections: [{ name: "visits", schema: { type: "object", properties: { note: { type: "string" } } } }],
      settings: { branding: { displayName: "The clinic" } },
      isOffered: true,
    };
    await defineTemplate(operator, { template });
    const owner = await signUp(world);
    const { slug } = newCompany();
    const form = await owner.walker.request(`${world.issuer}/account/tenants/new`);
    expect(textOf(form)).toContain("Visits, and who may write them.");
    await fillIn(owner.walker, form, { name: "Clinic", slug, template: name });
    await fillIn(owner.walker, await owner.walker.request(`${world.issuer}/account/tenants/confirm`));
    await retireTemplate(operator, { name });
    const key = await developerKey(world, owner);
    const config = await world.server.graphql(key, "{ tenantConfig { branding { displayName } version } }");
    expect(config.data).toEqual({ tenantConfig: { branding: { displayName: "The clinic" }, version: 1 } });
    type Answer = { collections?: { nodes: unknown } };
    const collections = async () =>
      ((await world.server.graphql(key, "{ collections { nodes { name } } }")).data as Answer | null)?.collections
        ?.nodes;
    await until(async () => JSON.stringify(await collections()) === '[{"name":"visits"}]', 30_000);
  });

  test("left in the middle, it is cleared away after an hour, and the name is free", async () => {
    const { sweepOnboardings } = world.server.platform.authorisation;
    const [dreamer, cut, done] = [await signUp(world), await signUp(world), await signUp(world)];
    const [dream, half, whole] = [newCompany(), newCompany(), newCompany()];
    for (const [{ walker }, company] of [
      [dreamer, dream],
      [cut, half],
    ] as const)
      await post(world, walker, "/account/tenants/new", { ...company });
    // The second one's tenant cannot be made just now.
    await sql(
      "update tenancy.tenant_slug set owner = gen_random_uuid(), reserved_until = now() + interval '1 day' where slug = $1",
      [half.slug],
    );
    const refused = await fillIn(cut.walker, await cut.walker.request(`${world.issuer}/account/tenants/confirm`));
    expect(refused.status).toBe(409);
    await foundCompany(world, whole, done);
    await sql("update identity.onboarding set step = 'CONFIRMED', done_at = null where slug = $1", [whole.slug]);

    await sweepOnboardings(new AbortController().signal);
    expect(
      await sql("select step from identity.onboarding where slug = any($1) order by step", [[dream.slug, whole.slug]]),
    ).toEqual([{ step: "CHOSEN" }, { step: "CONFIRMED" }]);
    await sql("update identity.onboarding set expires_at = now() - interval '1 second' where slug = any($1)", [
      [dream.slug, half.slug, whole.slug],
    ]);
    await sweepOnboardings(new AbortController().signal);
    expect(
      await sql("select slug, step from identity.onboarding where slug = any($1)", [
        [dream.slug, half.slug, whole.slug],
      ]),
    ).toEqual([{ slug: whole.slug, step: "DONE" }]);
    expect(await sql(`select from identity."user" where email = any($1)`, [[dreamer.email, cut.email]])).toEqual([]);
    await foundCompany(world, dream);
  });

  test("comes no further than the limits let them, and not without a proven address", async () => {
    const owner = await signUp(world);
    for (let made = 0; made < 5; made++) await foundCompany(world, newCompany(), owner);
    await post(world, owner.walker, "/account/tenants/new", { ...newCompany() });
    const sixth = await fillIn(owner.walker, await owner.walker.request(`${world.issuer}/account/tenants/confirm`));
    expect(sixth.status).toBe(429);
    expect(textOf(sixth)).toContain("That is enough for now");
    await sql("update identity.account set email_verified_at = null where email = $1", [owner.email]);
    const unproved = await owner.walker.request(`${world.issuer}/account/tenants/new`);
    expect([unproved.status, textOf(unproved)]).toEqual([403, expect.stringContaining("Prove your address first")]);
  });
});

describe("a person with an address of a company's domain", () => {
  const QUIET = "mutation ($i: UpdateDomainInput!) { updateDomain(input: $i) { domain { join } } }";

  async function domainOf(join: string) {
    const tenant = await world.server.tenant();
    const name = `${newCompany().slug}.example`;
    const added = await tenant.graphql(
      "Admin",
      "mutation ($i: AddDomainInput!) { addDomain(input: $i) { domain { id record { name value } } } }",
      { i: { name, join, role: "Developer" } },
    );
    const { id, record } = (
      added.data as { addDomain: { domain: { id: string; record: { name: string; value: string } } } }
    ).addDomain.domain;
    world.server.dns.set(record.name, [record.value]);
    const verified = await tenant.graphql(
      "Admin",
      "mutation ($id: ID!) { verifyDomain(input: { id: $id }) { domain { verifiedAt } } }",
      { id },
    );
    expect(verified.errors).toBeUndefined();
    return { tenant, name, id };
  }

  test("joins by themselves where the domain says so", async () => {
    const { tenant, name, id } = await domainOf("AUTOMATIC");
    const { walker, email } = await signUp(world, { email: `ada@${name}`, name: "Ada" });
    const account = await walker.request(`${world.issuer}/account`);
    expect(textOf(account)).toContain(`${tenant.slug} lets people with your address in`);
    const joined = await post(world, walker, "/account/tenants/join", {});
    expect([joined.status, textOf(joined)]).toEqual([200, expect.stringContaining("You are a member of")]);
    const { data } = await tenant.graphql("Admin", "{ members { nodes { user { email name } role { name } } } }");
    expect((data as { members: { nodes: unknown[] } }).members.nodes).toContainEqual({
      user: { email, name: "Ada" },
      role: { name: "Developer" },
    });
    const again = await walker.request(`${world.issuer}/account`);
    expect(textOf(again)).not.toContain(tenant.slug);

    await tenant.graphql("Admin", QUIET, { i: { id, join: "OFF" } });
    const late = await signUp(world, { email: `late@${name}` });
    expect(textOf(await late.walker.request(`${world.issuer}/account`))).not.toContain(tenant.slug);
    expect((await late.walker.request(`${world.issuer}/account/tenants/join`)).status).toBe(404);
  });

  test("who was removed asks, and who was locked as well finds nothing there", async () => {
    const { tenant, name } = await domainOf("AUTOMATIC");
    const { walker, email } = await signUp(world, { email: `eve@${name}`, name: "Eve" });
    await post(world, walker, "/account/tenants/join", {});
    const { data } = await tenant.graphql("Admin", "{ members { nodes { id user { id email } } } }");
    const { nodes } = (data as { members: { nodes: { id: string; user: { id: string; email: string } }[] } }).members;
    const member = nodes.find(({ user }) => user.email === email);
    const asAdmin = async (mutation: string, variables: unknown) =>
      expect((await tenant.graphql("Admin", mutation, variables)).errors).toBeUndefined();
    await asAdmin("mutation ($id: ID!) { removeMember(input: { id: $id }) { id } }", { id: member?.id });
    const offered = await walker.request(`${world.issuer}/account/tenants/join`);
    expect(textOf(offered)).toContain("may ask to join");

    const lock = "mutation ($i: LockUserInput!) { lockUser(input: $i) { user { id } } }";
    await asAdmin(lock, { i: { id: member?.user.id, reason: "left" } });
    expect((await fillIn(walker, offered)).status).toBe(404);
    const requests = async () => JSON.parse((await tenant.rest("Admin", "GET", "/v1/join-requests")).text).data;
    expect(await requests()).toEqual([]);
    await asAdmin("mutation ($id: ID!) { unlockUser(input: { id: $id }) { user { id } } }", { id: member?.user.id });
    expect(textOf(await fillIn(walker, offered))).toContain("You have asked to join");
    expect(await requests()).toMatchObject([{ status: "OPEN", user: { name: "Eve" } }]);
  });

  test("asks, and an Admin, who is told by mail, lets them in", async () => {
    const { tenant, name } = await domainOf("APPROVAL");
    const { walker } = await signUp(world, { email: `bob@${name}`, name: "Bob" });
    const asked = await post(world, walker, "/account/tenants/join", {});
    expect(textOf(asked)).toContain("You have asked to join");
    await world.mailbox.mailTo(`admin@${tenant.slug}.example`, { subject: "asks to join" });
    const { data } = await tenant.rest("Admin", "GET", "/v1/join-requests").then(({ text }) => JSON.parse(text));
    expect(data).toMatchObject([{ status: "OPEN", domain: name, user: { name: "Bob" } }]);
    const approved = await tenant.rest("Admin", "POST", `/v1/join-requests/${data[0].id}/approve`, "{}", {
      "content-type": "application/json",
    });
    expect(JSON.parse(approved.text)).toMatchObject({ status: "APPROVED" });
    const page = await walker.request(`${world.issuer}/account/tenants/join`);
    expect(textOf(page)).toContain("You are a member of");
  });
});
