import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Mail } from "./mail.ts";

const PURPOSE = "mail";

/** What the ledger holds of a mail. */
export interface SealedMail {
  /** base64 */
  sealed: string;
}

/** Seals a mail for the job that will send it, and for no other. */
export async function sealMail(envelope: Envelope, tenantId: string, jobId: string, mail: Mail): Promise<SealedMail> {
  const sealed = await envelope.seal(tenantId, PURPOSE, [jobId], Buffer.from(JSON.stringify(mail)));
  return { sealed: sealed.toString("base64") };
}

/** As it was sealed: whoever writes to the ledger cannot make a mail. Errors: as of `Envelope.open`. */
export async function openMail(
  envelope: Envelope,
  tenantId: string,
  jobId: string,
  { sealed }: SealedMail,
): Promise<Mail> {
  const opened = await envelope.open(tenantId, PURPOSE, [jobId], Buffer.from(String(sealed), "base64"));
  return JSON.parse(opened.toString()) as Mail;
}
