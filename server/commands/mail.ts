import { jobs } from "@bulkhead/audit/src/domain/jobs.ts";
import { retryJob } from "@bulkhead/audit/src/domain/retry-job.ts";
import type { JobNode } from "@bulkhead/audit/src/job-row.ts";
import { readEmail } from "@bulkhead/identity/src/email.ts";
import { SEND_MAIL } from "@bulkhead/identity/src/mail/queue-mail.ts";
import { renderMail } from "@bulkhead/identity/src/mail/render.ts";
import { createSmtpTransport } from "@bulkhead/identity/src/mail/transport.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { JobState } from "@bulkhead/kernel/job-kind.ts";
import { operatorRequest } from "../operator.ts";
import type { Platform } from "../platform.ts";
import { type Command, commandSettings, withPlatform } from "./command.ts";

const HELP = `  bulkhead mail
      Says how many mails of the installation wait, and which were given up and why. Shows no address.
  bulkhead mail retry
      Lets those that were given up be tried again.
  bulkhead mail test <e-mail address>
      Sends a mail there now, by BULKHEAD_SMTP_URL and past the queue, and says what came of it.`;

export const mailCommand: Command = {
  help: HELP,
  async run([verb, ...rest]) {
    if (verb === "test" && rest.length === 1) return console.log(await tryMail(rest[0] ?? ""));
    if (rest.length > 0 || (verb !== undefined && verb !== "retry")) throw new Error(`usage:\n\n${HELP}`);
    console.log(await withPlatform(verb === "retry" ? retry : list));
  },
};

/** Rejects with the sentence that a job would have been given up with. */
async function tryMail(to: string): Promise<string> {
  const { smtp, mailFrom, publicOrigin } = commandSettings();
  if (!smtp || !mailFrom) throw new Error("BULKHEAD_SMTP_URL and BULKHEAD_MAIL_FROM are required to send mail");
  const faults: FieldFault[] = [];
  readEmail(to, "address", faults);
  refuseFaults(faults);
  const askedAt = new Date();
  const values = { at: askedAt.toISOString() };
  const rendered = renderMail({ to, template: "test", values }, new URL(publicOrigin).origin);
  const mail = { jobId: newUuid(), askedAt, to, ...rendered };
  await createSmtpTransport(smtp, mailFrom).send(mail, new AbortController().signal);
  return `${smtp.host} took the mail to ${to}. Whether it arrives, look there.`;
}

async function list(platform: Platform): Promise<string> {
  const waiting = await mailJobs(platform, "QUEUED");
  const failed = await mailJobs(platform, "FAILED");
  const lines = failed.map(({ id, finishedAt, error }) => `${id}  ${finishedAt}  ${error?.message ?? ""}`);
  return [`${waiting.length} waiting, ${failed.length} given up`, ...lines].join("\n");
}

async function retry(platform: Platform): Promise<string> {
  const failed = await mailJobs(platform, "FAILED");
  const context = platform.rooms.audit.subgraph.context(operatorRequest(INSTALLATION_ID));
  for (const { id } of failed) await retryJob(context, { id });
  return failed.length === 1 ? "1 mail is tried again" : `${failed.length} mails are tried again`;
}

const PAGE = 500;

async function mailJobs({ rooms }: Platform, state: JobState): Promise<JobNode[]> {
  const context = rooms.audit.subgraph.context(operatorRequest(INSTALLATION_ID));
  const found: JobNode[] = [];
  for (let after: string | null = null; ; ) {
    const filter = { state, kind: SEND_MAIL };
    const { nodes, pageInfo } = await jobs(context, { first: PAGE, after, filter });
    found.push(...nodes);
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}
