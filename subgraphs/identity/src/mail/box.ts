import type { MailTransport, OutgoingMail } from "./transport.ts";

/** The mails that would have been sent, in the memory of this process; for developers and tests. */
export interface MailBox extends MailTransport {
  /** The last ones, newest first. */
  list(): readonly OutgoingMail[];
}

const KEPT = 500;

export function createMailBox(kept = KEPT): MailBox {
  const mails = new Map<string, OutgoingMail>();
  return {
    async send(mail) {
      mails.set(mail.jobId, mail);
      const [oldest] = mails.keys();
      if (mails.size > kept && oldest !== undefined) mails.delete(oldest);
    },
    list: () => [...mails.values()].reverse(),
  };
}
