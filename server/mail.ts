import { createMailBox, type MailBox } from "@bulkhead/identity/src/mail/box.ts";
import { type MailQueue, NO_MAIL } from "@bulkhead/identity/src/mail/mail.ts";
import { createMailQueue } from "@bulkhead/identity/src/mail/queue-mail.ts";
import { createSendMailJob } from "@bulkhead/identity/src/mail/send-mail-job.ts";
import { createSmtpTransport, type MailTransport } from "@bulkhead/identity/src/mail/transport.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { JobKind } from "@bulkhead/kernel/job-kind.ts";
import type { Settings } from "./config.ts";
import { isWhole, type Role } from "./roles.ts";

export interface PlatformMail {
  queue: MailQueue;
  /** What the worker role runs; nothing where there is no mail. */
  jobs: readonly JobKind[];
  /** What was sent, where nothing leaves the process. */
  box: MailBox | undefined;
}

/**
 * Mail by the operator's server. Outside production a process that is everything keeps it in memory instead: what is
 * asked for here is then also sent here, and shown here.
 */
export function openMail(settings: Settings, roles: ReadonlySet<Role>, envelope: Envelope): PlatformMail {
  const { smtp, mailFrom, environment } = settings;
  const publicOrigin = new URL(settings.publicOrigin).origin;
  const by = (transport: MailTransport, isShown: boolean) => ({
    queue: createMailQueue({ envelope, isShown }),
    jobs: [createSendMailJob({ envelope, transport, publicOrigin })],
  });
  if (smtp && mailFrom) return { ...by(createSmtpTransport(smtp, mailFrom), false), box: undefined };
  if (environment === "production" || !isWhole(roles)) return { queue: NO_MAIL, jobs: [], box: undefined };
  const box = createMailBox();
  return { ...by(box, true), box };
}
