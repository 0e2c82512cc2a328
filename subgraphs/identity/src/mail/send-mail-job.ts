import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { defineJob, JobFailure, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import { readEmail } from "../email.ts";
import type { Mail } from "./mail.ts";
import { SEND_MAIL } from "./queue-mail.ts";
import { renderMail } from "./render.ts";
import { openMail, type SealedMail } from "./sealed-mail.ts";
import type { MailTransport } from "./transport.ts";

export interface SendMailDeps {
  /** As role bulkhead_oauth may use it. */
  envelope: Envelope;
  transport: MailTransport;
  /** Scheme, host and port, without a path: where the pages are that a mail points to. */
  publicOrigin: string;
}

/** Half an hour of growing waits, and then every few minutes until about five hours after the first attempt. */
const BOUNDS = { maxAttempts: 80, backoffMs: 2_000, timeoutMs: 60_000 };

/** Bytes of both parts of a mail. All its values are short, so more is a mistake. */
const MAX_BYTES = 64 * 1024;

/** Sends one mail. A worker that dies after the server took it sends it again, with the same Message-ID. */
export function createSendMailJob({ envelope, transport, publicOrigin }: SendMailDeps): JobKind {
  return defineJob<SealedMail>({
    name: SEND_MAIL,
    permissions: [],
    ...BOUNDS,
    async run({ tenantId, jobId, signal }, payload) {
      const mail = await openMail(envelope, tenantId, jobId, payload);
      refuseUnsendable(mail);
      const rendered = renderMail(mail, publicOrigin);
      const bytes = Buffer.byteLength(rendered.text) + Buffer.byteLength(rendered.html);
      if (bytes > MAX_BYTES) throw refused(`The mail has ${bytes} bytes, which is more than ${MAX_BYTES}.`);
      await transport.send({ jobId, askedAt: momentOf(jobId), to: mail.to, ...rendered }, signal);
      return "done";
    },
  });
}

function refuseUnsendable({ to, values }: Mail): void {
  const faults: [] = [];
  readEmail(to, "to", faults);
  if (faults.length > 0) throw refused("The address is none that mail can be sent to.");
  if ("expiresAt" in values && Date.parse(values.expiresAt) <= Date.now())
    throw refused("What the mail offers has expired before it could be sent.");
}

const refused = (message: string) => new JobFailure(message, { isFinal: true });

/** When the job was asked for: the first 48 bits of a UUIDv7 (RFC 9562 section 5.7). */
function momentOf(jobId: string): Date {
  return new Date(Number.parseInt(jobId.replace("-", "").slice(0, 12), 16));
}
