import path from "node:path";
import { createMailQueue, SEND_MAIL } from "@bulkhead/identity/src/mail/queue-mail.ts";
import { createSendMailJob } from "@bulkhead/identity/src/mail/send-mail-job.ts";
import { readSender, readSmtpUrl } from "@bulkhead/identity/src/mail/smtp-setting.ts";
import { createSmtpTransport } from "@bulkhead/identity/src/mail/transport.ts";
import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { createEnvelope, type Envelope } from "@bulkhead/kernel/envelope.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { JobKind } from "@bulkhead/kernel/job-kind.ts";
import { checkRootKey } from "@bulkhead/kernel/root-key-check.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../testkit/database.ts";
import { gate } from "../testkit/gate.ts";
import { type AcceptedMail, MAIL_FROM, type MailServerOptions, startMailServer } from "../testkit/mail-server.ts";
import { run } from "../testkit/process.ts";
import { testRootKeyFile } from "../testkit/root-key.ts";
import { until } from "../testkit/until.ts";
import { startTestWorkers } from "../testkit/workers.ts";

/** The queue, the job and the transport over a real mail server, as a process of the role `worker` has them. */
let platform: TestPlatform;
let envelope: Envelope;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  platform = await openTestPlatform();
  const rootKey = openRootKeyFile({ path: testRootKeyFile(), create: false });
  await checkRootKey(platform.databases.worker, rootKey);
  envelope = createEnvelope({ db: platform.databases.oauth, rootKey });
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

afterAll(async () => {
  envelope?.stop();
  await platform?.stop();
});

async function server(options: MailServerOptions = {}) {
  const started = await startMailServer(options);
  stops.push(started.stop);
  return started;
}

/** Without the waits of the world. */
function jobTo(url: string, more: Partial<JobKind> = {}): JobKind {
  const transport = createSmtpTransport(readSmtpUrl(url), readSender(MAIL_FROM));
  const job = createSendMailJob({ envelope, transport, publicOrigin: "https://bulkhead.example" });
  return { ...job, backoffMs: 20, ...more };
}

async function worker(job: JobKind): Promise<void> {
  const workers = await startTestWorkers(platform, [job], { leaseMs: 4_000 });
  stops.push(() => workers.stop(2_000));
}

const newAddress = () => `reader-${newUuid()}@people.example`;

/** Answers the job's uuid. */
async function ask(to: string, expiresAt = new Date(Date.now() + 3_600_000).toISOString()): Promise<string> {
  const queue = createMailQueue({ envelope, isShown: false });
  const link = `https://bulkhead.example/account/reset/go-on?token=${newUuid()}`;
  const request = { requestId: encodeId("request", newUuid()) };
  const values = { at: new Date().toISOString(), link, expiresAt };
  const statement = await queue.statement(request, { to, template: "reset-password", values });
  const [[made]] = (await flushAsTenant(platform.databases.oauth, INSTALLATION_ID, [statement])) as [[{ id: string }]];
  return made.id;
}

interface LedgerRow {
  state: string;
  attempts: number;
  error_code: string | null;
  error_message: string | null;
}

async function jobOf(id: string): Promise<LedgerRow> {
  const text = "select state, attempts, error_code, error_message from platform.job where tenant_id = $1 and id = $2";
  const { rows } = await platform.databases.owner.pool.query<LedgerRow>(text, [INSTALLATION_ID, id]);
  if (!rows[0]) throw new Error(`there is no job ${id}`);
  return rows[0];
}

async function ended(id: string, state: "SUCCEEDED" | "FAILED"): Promise<LedgerRow> {
  await until(async () => (await jobOf(id)).state === state, 30_000);
  return jobOf(id);
}

/** Nobody who reads the log or the ledger learns an address. */
async function expectNobodyNamed(): Promise<void> {
  const { rows } = await platform.databases.owner.pool.query("select job::text from platform.job");
  expect(JSON.stringify(rows)).not.toContain("@");
  expect(platform.logged.join("\n")).not.toMatch(/people\.example|token=/);
}

test("a server that is busy for a while gets the mail in the end, once", async () => {
  const to = newAddress();
  let refusals = 0;
  const { url, accepted } = await server({ answer: () => (refusals < 3 ? 400 + ++refusals : undefined) });
  await worker(jobTo(url));
  const id = await ask(to);
  await ended(id, "SUCCEEDED");
  expect(refusals).toBe(3);
  expect(accepted.map((mail) => [mail.jobId, mail.to])).toEqual([[id, to]]);
  const said = platform.logged.filter((line) => line.includes(id) && line.includes("an attempt at a job failed"));
  expect(said).toHaveLength(3);
  expect(said[0]).toContain("The mail server said 401 to DATA.");
  await expectNobodyNamed();
});

test("an address that the server refuses for good is given up at once, and the ledger says why", async () => {
  const refuse: MailServerOptions["onRcptTo"] = ({ address }, _session, done) =>
    done(Object.assign(new Error(`${address} is unknown`), { responseCode: 550 }));
  const { url, accepted } = await server({ onRcptTo: refuse });
  await worker(jobTo(url));
  const row = await ended(await ask(newAddress()), "FAILED");
  expect(row).toMatchObject({
    attempts: 1,
    error_code: "JOB_REFUSED",
    error_message: "The mail server said 550 to RCPT TO.",
  });
  expect(accepted).toEqual([]);
  await expectNobodyNamed();
});

test("a server that is away loses nothing: what was asked for meanwhile is sent when it is back", async () => {
  const gone = await startMailServer();
  await gone.stop();
  const readers = [newAddress(), newAddress(), newAddress()];
  await worker(jobTo(gone.url));
  const ids = await Promise.all(readers.map((to) => ask(to)));
  for (const id of ids) await until(async () => (await jobOf(id)).error_code === "JOB_DEFERRED", 20_000);
  const { accepted } = await server({ port: gone.port });
  for (const id of ids) await ended(id, "SUCCEEDED");
  expect(accepted.map(({ to }) => to).sort()).toEqual(readers.sort());
});

test("one that stays away is given up after the last attempt", async () => {
  const gone = await startMailServer();
  await gone.stop();
  await worker(jobTo(gone.url, { maxAttempts: 3 }));
  expect(await ended(await ask(newAddress()), "FAILED")).toMatchObject({ attempts: 3, error_code: "JOB_DEFERRED" });
});

test("what the mail offers having expired, it is not sent", async () => {
  const { url, accepted } = await server();
  await worker(jobTo(url));
  const row = await ended(await ask(newAddress(), new Date(Date.now() - 1_000).toISOString()), "FAILED");
  expect(row).toMatchObject({ error_code: "JOB_REFUSED", attempts: 1 });
  expect(accepted).toEqual([]);
});

test("jobs that wait for another attempt outlive every worker", async () => {
  const gone = await startMailServer();
  await gone.stop();
  const first = await startTestWorkers(platform, [jobTo(gone.url)], { leaseMs: 2_000 });
  const id = await ask(newAddress());
  await until(async () => (await jobOf(id)).error_code === "JOB_DEFERRED", 20_000);
  await first.stop(2_000);
  const { accepted } = await server({ port: gone.port });
  const later = await startTestWorkers(platform, [jobTo(gone.url)], { leaseMs: 2_000, deaf: true });
  stops.push(() => later.stop(2_000));
  await ended(id, "SUCCEEDED");
  expect(accepted).toHaveLength(1);
});

test("a worker killed between handing it over and hearing so has it sent again as the same mail", async () => {
  const seen: AcceptedMail[] = [];
  const held = gate();
  const { url, accepted } = await server({
    answer: async (mail) => {
      if (seen.push(mail) === 1) await held.opened;
      return undefined;
    },
  });
  const program = path.join(import.meta.dirname, "worker-process.ts");
  const argv = [program, platform.url, platform.secret, testRootKeyFile(), url, "2000"];
  const victim = run(process.execPath, argv, process.env as Record<string, string>);
  stops.push(async () => victim.signalGroup("SIGKILL"));
  await victim.printed("ready");
  const id = await ask(newAddress());
  await until(async () => seen.length === 1, 20_000);
  victim.signalGroup("SIGKILL");
  await victim.ended;
  held.open();
  await worker(jobTo(url));
  await ended(id, "SUCCEEDED");
  expect(accepted.map(({ jobId }) => jobId)).toEqual([id, id]);
  const [one, again] = seen.map(({ headers, text, html }) => [
    headers.get("message-id"),
    headers.get("date"),
    text,
    html,
  ]);
  expect(again).toEqual(one);
}, 60_000);

test("whoever writes to the ledger cannot have a mail of theirs sent: neither a made-up one nor another job's", async () => {
  const { url, accepted } = await server();
  const [id, other] = [await ask(newAddress()), await ask(newAddress())];
  const { pool } = platform.databases.owner;
  await pool.query(
    "update platform.job_payload set payload = (select payload from platform.job_payload where job_id = $2) where job_id = $1",
    [id, other],
  );
  const invented = newUuid();
  await pool.query(
    `insert into platform.job (tenant_id, id, kind, requested_by, request_id) values ($1, $2, $3, 'platform', 'req')`,
    [INSTALLATION_ID, invented, SEND_MAIL],
  );
  const payload = JSON.stringify({ to: "eve@evil.example", template: "test", values: { at: new Date() } });
  await pool.query("insert into platform.job_payload (tenant_id, job_id, payload) values ($1, $2, $3)", [
    INSTALLATION_ID,
    invented,
    payload,
  ]);
  await worker(jobTo(url, { maxAttempts: 1 }));
  await ended(id, "FAILED");
  await ended(invented, "FAILED");
  await ended(other, "SUCCEEDED");
  expect(accepted.map(({ jobId }) => jobId)).toEqual([other]);
});
