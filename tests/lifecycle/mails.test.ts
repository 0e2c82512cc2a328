import { afterAll, beforeAll, expect, test } from "vitest";
import { operatorOf } from "../testkit/lifecycle.ts";
import { mailboxOf } from "../testkit/mailbox.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

test("Admins are told that their tenant is to be closed, and that it is not after all", async () => {
  const tenant = await server.tenant();
  const operator = operatorOf(server, tenant);
  const mailbox = mailboxOf(server);
  const admin = `admin@${tenant.slug}.example`;
  const { closesAt } = await operator.close(30);
  const closing = await mailbox.mailTo(admin, { subject: "is to be closed" });
  expect(closing.text).toContain(`${new Date(closesAt ?? "").getUTCDate()} `);
  expect(closing.text).toContain("Take an export along");
  await operator.reopen();
  expect((await mailbox.mailTo(admin, { subject: "stays open" })).text).toContain("Nothing was destroyed");
  expect(mailbox.mailsTo(admin).filter(({ subject }) => /closed|stays open/.test(subject))).toHaveLength(2);
});
