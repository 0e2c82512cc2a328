import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textOf } from "../testkit/account-pages.ts";
import { type AccountWorld, fillIn, forgetAttempts, openAccountWorld, post, signUp } from "../testkit/accounts.ts";
import { foundCompany, newCompany } from "../testkit/onboarding.ts";
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

    const shown = await fillIn(walker, ready);
    const [key = ""] = /bh_test_\w+/.exec(shown.html) ?? [];
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

  test("begins with what the operator's template says", async () => {
    const { walker } = await signUp(world);
    void walker;
    await until(async () => true);
  });
});
