import { queueMails } from "@bulkhead/identity/src/accounts/account-events.ts";
import type { Mail } from "@bulkhead/identity/src/mail/mail.ts";
import { withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canary, findCanaries } from "../testkit/canaries.ts";
import { dump } from "../testkit/dump.ts";
import { linkIn, type Mailbox, mailboxOf } from "../testkit/mailbox.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";

let server: TestServer;
let mailbox: Mailbox;

beforeAll(async () => {
  server = await openTestServer();
  mailbox = mailboxOf(server);
});

afterAll(() => server.stop());

const request = () => ({ requestId: encodeId("request", newUuid()) });
const newAddress = () => `reader-${newUuid()}@people.example`;

function aMail(to: string, token = newUuid()): Mail {
  const link = `${server.publicOrigin}/account/sign-up/go-on?token=${token}`;
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  return { to, template: "sign-up", values: { at: new Date().toISOString(), link, expiresAt } };
}

/** As a change of an account does. */
async function send(mail: Mail, fail = false): Promise<void> {
  const statement = await server.platform.mail.queue.statement(request(), mail);
  await withTransactionAboveTenants(server.platform.databases.oauth, async (tx) => {
    await queueMails(tx, [statement]);
    if (fail) throw new Error("the change was not made");
  });
}

test("a mail goes out when the change that it tells of was committed, and never when it was not", async () => {
  const [kept, undone] = [newAddress(), newAddress()];
  await expect(send(aMail(undone), true)).rejects.toThrow("the change was not made");
  await send(aMail(kept));
  const mail = await mailbox.mailTo(kept);
  expect(new URL(linkIn(mail)).pathname).toBe("/account/sign-up/go-on");
  expect(mailbox.mailsTo(undone)).toEqual([]);
});

test("it is a job of the installation, of which the ledger holds no address and no link, while it waits or after", async () => {
  const [to, token] = [newAddress(), `token-${newUuid()}`];
  const statement = await server.platform.mail.queue.statement(request(), aMail(to, token));
  const later = { ...statement, values: statement.values?.with(4, new Date(Date.now() + 3_600_000).toISOString()) };
  await withTransactionAboveTenants(server.platform.databases.oauth, (tx) => queueMails(tx, [later as never]));
  const { rows } = await server.databases.owner.pool.query(
    // Of this one: that of a mail which was sent a moment ago may not be gone yet.
    `select kind, state, requested_by, payload from platform.job j join platform.job_payload p on p.job_id = j.id
     where j.tenant_id = $1 and j.id = $2`,
    [INSTALLATION_ID, later.values?.[1]],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ kind: "identity.send-mail", state: "QUEUED", requested_by: "platform" });
  expect(Object.keys(rows[0].payload)).toEqual(["sealed"]);

  const sent = newAddress();
  await send(aMail(sent, `sent-${token}`));
  await mailbox.mailTo(sent);
  const canaries = [to, token, sent].map((secret) => canary(secret, secret));
  const places = [...(await dump(server.url, "text")), ...(await dump(server.url, "binary"))];
  expect(findCanaries(canaries, [...places, ["the log", Buffer.from(server.logged.join("\n"))]])).toEqual([]);
});
