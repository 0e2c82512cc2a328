import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { definePlan } from "@bulkhead/tenancy/src/domain/define-plan.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailboxOf } from "./testkit/mailbox.ts";
import { add, codeOf, DELETE, reached, tenancyOf, tenantOnPlan } from "./testkit/quotas.ts";
import { openTestServer, type TestServer, type TestTenant } from "./testkit/server.ts";

/** The mail that the Admins of a tenant get when a quota of its plan is used. */
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

const tenantOn = (limits: Record<string, number>) => tenantOnPlan(server, limits);

const USER = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
const MEMBER = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";

async function addViewer(tenant: TestTenant): Promise<string> {
  const email = `viewer@${tenant.slug}.example`;
  const { data } = await tenant.graphql("Admin", USER, { i: { email, name: "Vic" } });
  const userId = (data as { createUser: { user: { id: string } } }).createUser.user.id;
  expect(codeOf(await tenant.graphql("Admin", MEMBER, { i: { userId, role: "Viewer" } }))).toBe("ok");
  return email;
}

/** Mails that were asked for, sent or not. */
async function asked({ tenantId }: TestTenant): Promise<number> {
  const { rows } = await server.databases.owner.pool.query(
    "select from platform.job where tenant_id = $1 and kind = 'identity.send-mail'",
    [tenantId],
  );
  return rows.length;
}

test("says once what is used, what happens at the limit and what helps, however often the use rises to it", async () => {
  const tenant = await tenantOn({ records: 5, members: 2 });
  const mailbox = mailboxOf(server);
  const admin = `admin@${tenant.slug}.example`;
  const made: string[] = [];
  const addOne = async () => {
    const { data } = await add(tenant);
    made.push((data as { createRecord: { record: { id: string } } }).createRecord.record.id);
  };
  for (let n = 0; n < 4; n++) await addOne();
  const first = await mailbox.mailTo(admin, { subject: "has used 80% of its records" });
  expect(first.text).toContain(`uses 4 of the 5 records that its plan allows.`);
  expect(first.html).toContain(`uses 4 of the 5 records that its plan allows.`);
  await addOne();
  const { text, html } = await mailbox.mailTo(admin, { subject: "has used up its records" });
  for (const part of [text, html]) {
    expect(part).toContain("uses 5 of the 5 records that its plan allows.");
    expect(part).toContain("From now on no record is stored any more.");
    expect(part).toContain("QUOTA_EXCEEDED");
    expect(part).toContain("Delete records that nobody needs, or ask the operator for another plan.");
  }

  for (let round = 0; round < 3; round++) {
    for (const id of made.splice(0, 2)) await tenant.graphql("Admin", DELETE, { i: { id } });
    for (let n = 0; n < 2; n++) await addOne();
  }
  // The last event of all, so what comes before it has been seen when its mail is there. It is one: 80 percent went by.
  const viewer = await addViewer(tenant);
  await mailbox.mailTo(admin, { subject: "has used up its members" });
  expect((await reached(server, tenant)).length).toBeGreaterThan(8);
  expect(await asked(tenant)).toBe(3);
  expect(mailbox.mailsTo(admin).filter(({ subject }) => subject.includes("has used"))).toHaveLength(3);
  expect(mailbox.mailsTo(viewer)).toEqual([]);
});

test("comes again when the plan allows more and that is reached", async () => {
  const tenant = await tenantOn({ records: 1 });
  const mailbox = mailboxOf(server);
  const admin = `admin@${tenant.slug}.example`;
  const subject = "has used up its records";
  await add(tenant);
  await mailbox.mailTo(admin, { subject });
  await definePlan(tenancyOf(server, INSTALLATION_ID), {
    name: tenant.plan,
    description: "larger",
    limits: { records: 3 },
  });
  for (let n = 0; n < 2; n++) await add(tenant);
  const { text } = await mailbox.mailTo(admin, { subject, nth: 2 });
  expect(text).toContain("uses 3 of the 3 records");
});

test("tells of the month's requests, too", async () => {
  const tenant = await tenantOn({ requests: 12 });
  for (let n = 0; n < 12; n++) await tenant.graphql("Viewer", "{ tenant { name } }");
  const { text } = await mailboxOf(server).mailTo(`admin@${tenant.slug}.example`, {
    subject: "requests of the month",
  });
  expect(text).toContain("of the 12 requests that its plan allows");
  expect(text).toContain("until the next month begins (UTC)");
});
