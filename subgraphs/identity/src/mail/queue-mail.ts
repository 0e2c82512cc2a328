import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { enqueueJob, type NewJob } from "@bulkhead/kernel/job-enqueue.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Mail, MailQueue } from "./mail.ts";
import { sealMail } from "./sealed-mail.ts";

/** The name of the job; the ledger holds it, its id and who asked, and of the mail only what is sealed. */
export const SEND_MAIL = "identity.send-mail";

export interface MailQueueOptions {
  /** As role bulkhead_oauth may use it. */
  envelope: Envelope;
  isShown: boolean;
}

export function createMailQueue({ envelope, isShown }: MailQueueOptions): MailQueue {
  const jobOf = async (mail: Mail, tenantId: string): Promise<NewJob> => {
    const id = newUuid();
    return { id, kind: SEND_MAIL, payload: await sealMail(envelope, tenantId, id, mail) };
  };
  return {
    sends: true,
    isShown,
    job: jobOf,
    async statement(request, mail, tenantId = INSTALLATION_ID) {
      const { requestId, principal = platformPrincipal(tenantId), key } = request;
      const job = { ...(await jobOf(mail, tenantId)), ...(key === undefined ? {} : { key }) };
      return enqueueJob({ principal, requestId, clientAddress: null }, tenantId, job);
    },
  };
}
