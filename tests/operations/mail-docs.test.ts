import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createMailQueue } from "@bulkhead/identity/src/mail/queue-mail.ts";
import {
  createDatabase,
  type DisposablePostgres,
  startDisposablePostgres,
} from "@bulkhead/infra/disposable-postgres.ts";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { flushAsTenant, openDatabase } from "@bulkhead/kernel/database.ts";
import { createEnvelope } from "@bulkhead/kernel/envelope.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { loadSettings } from "@bulkhead/server/config.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MailServer, startMailServer } from "../testkit/mail-server.ts";
import {
  blocksOf,
  bootstrapTenant,
  type Place,
  paste,
  pasteExports,
  productionSettings,
  startReady,
} from "../testkit/operations.ts";
import type { Running } from "../testkit/process.ts";
import { testRootKeyFile } from "../testkit/root-key.ts";
import { until } from "../testkit/until.ts";

/** docs/operations/mail.md does what it says. */
const [settings = "", send = "", list = "", retry = "", ...more] = blocksOf("mail.md");
const READER = "reader@people.example";

let postgres: DisposablePostgres;
let mail: MailServer;
let running: Running | undefined;
let place: Place;
let isRefusing = true;
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-mail-docs-"));

beforeAll(async () => {
  postgres = await startDisposablePostgres();
  mail = await startMailServer({ answer: () => (isRefusing ? 550 : undefined) });
  const DATABASE_URL = await createDatabase(postgres.url, "mail");
  const environment = {
    ...productionSettings(DATABASE_URL, await freePort()),
    BULKHEAD_ROOT_KEY: `file:${testRootKeyFile()}`,
    READER,
  };
  place = { folder, environment };
  await bootstrapTenant(environment);
}, 120_000);

afterAll(async () => {
  running?.signalGroup("SIGTERM");
  await running?.ended;
  await mail?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

/** Asks for a mail of the installation, as a change of an account does. */
async function ask({ DATABASE_URL: url = "", BULKHEAD_SECRET: secret = "" }: Record<string, string>): Promise<void> {
  const role = "bulkhead_oauth";
  const log = createLog({ level: "silent" });
  const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 2, log });
  const envelope = createEnvelope({ db, rootKey: openRootKeyFile({ path: testRootKeyFile(), create: false }) });
  try {
    const values = { at: new Date().toISOString() };
    const queue = createMailQueue({ envelope, isShown: false });
    const request = { requestId: encodeId("request", newUuid()) };
    const statement = await queue.statement(request, { to: READER, template: "password-changed", values });
    await flushAsTenant(db, INSTALLATION_ID, [statement]);
  } finally {
    envelope.stop();
    await db.pool.end();
  }
}

test("every command of mail.md does what the page says of it", async () => {
  expect(more).toEqual([]);
  const told = await pasteExports(settings, place);
  const { faults, settings: read } = loadSettings("process", told);
  expect(faults).toEqual([]);
  expect(read.smtp).toMatchObject({ host: "mail.acme.example", port: 587, needsTls: true });
  expect(read.mailFrom).toMatchObject({ name: "Acme", address: "no-reply@acme.example" });
  // The server of the page is nobody's; this one is on the machine itself.
  const own = { folder, environment: { ...told, BULKHEAD_SMTP_URL: mail.url } };

  await expect(paste(send, own)).rejects.toThrow("The mail server said 550 to DATA.");
  running = await startReady(own.environment);
  await ask(own.environment);
  const given = /^0 waiting, 1 given up\njob_\w+ {2}\S+Z {2}The mail server said 550 to DATA\.\n$/;
  let said = "";
  await until(async () => {
    said = await paste(list, own);
    return given.test(said);
  }, 60_000).catch(() => expect(said).toMatch(given));

  isRefusing = false;
  expect(await paste(send, own)).toBe(`127.0.0.1 took the mail to ${READER}. Whether it arrives, look there.\n`);
  expect(mail.accepted).toMatchObject([{ to: READER, subject: "Mail from Bulkhead arrives" }]);
  expect(await paste(retry, own)).toBe("1 mail is tried again\n");
  await until(async () => mail.accepted.length === 2, 30_000);
  expect(mail.accepted[1]).toMatchObject({ to: READER, subject: "Your password for Bulkhead was changed" });
}, 180_000);
