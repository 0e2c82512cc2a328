import { encodeId } from "@bulkhead/kernel/id.ts";
import { readCertificate } from "@bulkhead/tenancy/src/closing/certificate.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AccountWorld, fillIn, newAddress, newPassword, openAccountWorld } from "../testkit/accounts.ts";
import { destroyed, operatorOf } from "../testkit/lifecycle.ts";
import { linkIn } from "../testkit/mailbox.ts";
import type { TestClient } from "../testkit/oauth.ts";
import { tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { developerKey, foundCompany } from "../testkit/onboarding.ts";
import { subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

/** Three companies from their founders' sign-up to their ends, side by side, wherever the rooms run. */
let world: AccountWorld;
let application: TestClient;
beforeAll(async () => {
  world = await openAccountWorld();
  application = await world.installationClient();
}, 60_000);
afterAll(() => world?.stop());

const TICKETS = 'subscription { recordChanged(collection: "tickets") { record { data } } }';
const WHOLE = `{ tenant { id slug } members { nodes { user { email } } } roles { name }
  tenantConfig { branding { displayName } } tickets: records(collection: "tickets") { nodes { data } } }`;

async function ask<T = unknown>(credential: string, query: string, variables: object = {}): Promise<T> {
  const { data, errors } = await world.server.graphql(credential, query, variables);
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return data as T;
}

const change = (credential: string, field: string, answer: string, input: object) =>
  ask<Record<string, never>>(
    credential,
    `mutation ($i: ${field[0]?.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $i) { ${answer} } }`,
    { i: input },
  ).then((data) => data[field] as never);

const codeOf = async (credential: string, query: string) =>
  (await world.server.graphql(credential, query)).errors?.[0]?.extensions.code ?? "ok";

/** A founder signs up, names a company and gets a Developer key; then signs in to a client as its Admin. */
async function found() {
  const owner = await foundCompany(world);
  const key = await developerKey(world, owner);
  const { access_token: admin } = await tokensOf(world.issuer, application, owner);
  const tenantId = encodeId("tenant", owner.tenantId);
  return { ...owner, slug: owner.company.slug, tenantId, key, admin };
}
type Company = Awaited<ReturnType<typeof found>>;

/** A colleague comes by mail, a role of its own is limited to the tickets, and a robot has it. */
async function staff({ admin, slug }: Company) {
  const [email, password] = [newAddress(), newPassword()];
  await change(admin, "inviteMember", "invitation { id }", { email, role: "Developer" });
  const mail = await world.mailbox.mailTo(email, { subject: /^Join / });
  const walker = openWalker();
  const joined = await fillIn(walker, await walker.request(linkIn(mail)), { name: `Of ${slug}`, password });
  expect([joined.status, joined.html]).toEqual([200, expect.stringContaining("You are a member")]);
  const { access_token: colleague } = await tokensOf(world.issuer, application, { email, password });

  const role = { name: `Desk ${slug}`, description: "Reads tickets.", permissions: ["record:read"] };
  await change(admin, "createRole", "role { name }", { ...role, collections: ["tickets"] });
  const made: { serviceAccount: { id: string } } = await change(
    admin,
    "createServiceAccount",
    "serviceAccount { id }",
    {
      name: "Robot",
      role: role.name,
    },
  );
  const robot: { key: string; apiKey: { id: string } } = await change(admin, "createApiKey", "key apiKey { id }", {
    name: "robot",
    serviceAccountId: made.serviceAccount.id,
  });
  return { colleague, colleagueEmail: email, robotKey: robot.key, robotKeyId: robot.apiKey.id };
}

/** Its settings, its data, and one who listens. */
async function work(
  { admin, key, slug }: Company,
  { colleague, robotKey, robotKeyId }: Awaited<ReturnType<typeof staff>>,
) {
  const { tenantConfig } = await ask<{ tenantConfig: { version: number } }>(admin, "{ tenantConfig { version } }");
  await change(admin, "updateTenantConfig", "tenantConfig { version }", {
    expectedVersion: tenantConfig.version,
    reason: "Our name.",
    branding: { displayName: `The house of ${slug}` },
  });
  for (const name of ["tickets", "salaries"])
    await change(key, "defineCollection", "collection { id }", { name, schema: { type: "object" } });
  const listening = await subscribe(world.server.address, colleague, TICKETS);
  await until(async () => {
    await change(key, "createRecord", "record { id }", { collection: "tickets", data: { of: slug } });
    return listening.messages.length > 0;
  });
  await until(async () => (await codeOf(robotKey, '{ records(collection: "tickets") { nodes { id } } }')) === "ok");
  // Nor is it told that there is such a collection.
  expect(await codeOf(robotKey, '{ records(collection: "salaries") { nodes { id } } }')).toBe("NOT_FOUND");
  const why = (resource: string) =>
    ask<{ explainAccess: { isAllowed: boolean } }>(
      admin,
      `{ explainAccess(principal: "${robotKeyId}", permission: "record:read", resource: "${resource}") { isAllowed } }`,
    );
  expect([await why("tickets"), await why("salaries")]).toEqual([
    { explainAccess: { isAllowed: true } },
    { explainAccess: { isAllowed: false } },
  ]);
  return listening;
}

test("three companies are founded, staffed, at work, suspended, closed and destroyed, each by itself", async () => {
  const companies = await Promise.all([found(), found(), found()]);
  const staffs = await Promise.all(companies.map(staff));
  const sockets = await Promise.all(companies.map((one, at) => work(one, staffs[at] as never)));

  // What everybody sees has their own marks and nobody else's.
  const views = await Promise.all(companies.map(({ admin }) => ask(admin, WHOLE).then(JSON.stringify)));
  for (const [at, { slug, email, tenantId }] of companies.entries()) {
    const marks = [slug, email, tenantId, staffs[at]?.colleagueEmail ?? "", `Desk ${slug}`, `The house of ${slug}`];
    for (const [from, view] of views.entries())
      for (const mark of marks) expect(view.includes(mark), `${mark} as ${from} sees it`).toBe(from === at);
    expect(sockets.map(({ messages }) => JSON.stringify(messages).includes(slug))).toEqual(
      companies.map((_, from) => from === at),
    );
  }

  const [first, second, third] = companies as [Company, Company, Company];
  // One is suspended and resumed while the others work on.
  const debt = operatorOf(world.server, first);
  await debt.suspend("unpaid since May");
  const [socket] = sockets;
  expect(await socket?.ended(10_000)).toBe("4403 TENANT_SUSPENDED");
  await until(async () => (await codeOf(first.key, "{ tenant { id } }")) === "TENANT_SUSPENDED", 10_000);
  expect(await codeOf(first.admin, "{ tenant { id } }")).toBe("ok");
  expect(await Promise.all([second, third].map(({ key }) => codeOf(key, "{ tenant { id } }")))).toEqual(["ok", "ok"]);
  await debt.resume();
  await until(async () => (await codeOf(first.key, "{ tenant { id } }")) === "ok", 10_000);

  // Its own Admin closes the second, with the days that are left to say so; the operator ends all three.
  await change(second.admin, "closeTenant", "tenant { status }", { reason: "We merge.", confirmSlug: second.slug });
  expect(await ask(second.admin, "{ tenant { status } }")).toEqual({ tenant: { status: "CLOSING" } });
  expect(await ask(third.admin, "{ tenant { status } }")).toEqual({ tenant: { status: "ACTIVE" } });
  const certificates = await Promise.all(
    companies.map(async (one) => {
      const operator = operatorOf(world.server, one);
      if (one === second) await operator.reopen();
      await operator.close();
      return readCertificate(await destroyed(world.server, one)).certificate;
    }),
  );
  expect(certificates.map(({ tenant }) => tenant)).toEqual(
    companies.map(({ tenantId, slug }) => expect.objectContaining({ id: tenantId, slug })),
  );
  for (const [at, { admin, key }] of companies.entries())
    for (const credential of [admin, key, staffs[at]?.colleague ?? "", staffs[at]?.robotKey ?? ""])
      await until(async () => (await codeOf(credential, "{ tenant { id } }")) === "UNAUTHENTICATED", 10_000);
}, 180_000);
