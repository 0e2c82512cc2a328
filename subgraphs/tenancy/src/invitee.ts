import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { NewJob } from "@bulkhead/kernel/job-enqueue.ts";

/** An address that is to be invited, by identity's word: as it is written, as it is compared, and whose it is here. */
export interface Invitee {
  email: string;
  emailKey: string;
  /** The tenant's user who has it, by uuid; null when it has none. */
  userId: string | null;
  /** Whether that user is locked. */
  isLocked: boolean;
}

/** What identity answers about an address: the invitee, or what is wrong with it. */
export type InviteeAnswer = Invitee | { faults: FieldFault[] };

/** What an invitation says, for identity, which writes and sends it. */
export interface InvitationLetter {
  to: string;
  /** As it wants to be called. */
  tenantName: string;
  role: string;
  message: string | null;
  token: string;
  /** RFC 3339 */
  expiresAt: string;
}

/** A letter that is ready: the link, and the job that will send it; null where the installation sends no mail. */
export interface SealedLetter {
  url: string;
  /** Asked for in the transaction of the invitation. Sealed: only its sender can read it. */
  job: NewJob | null;
  /** Whether mail is only kept for developers to look at; then the link is no secret of its reader. */
  isShown: boolean;
}
