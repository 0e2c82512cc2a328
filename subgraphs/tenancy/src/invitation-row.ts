import { encodeId } from "@bulkhead/kernel/id.ts";

/** What became of an invitation. */
export const INVITATION_STATES = ["PENDING", "ACCEPTED", "REVOKED", "EXPIRED"] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** Nobody writes down that time has passed: one that is pending after its time has expired. */
export const INVITATION_STATE = "case when state = 'PENDING' and expires_at <= now() then 'EXPIRED' else state end";

/** For SQL by hand. The digest never leaves the database but to be compared. */
export const INVITATION_COLUMNS = `id, email, email_key, role, message, ${INVITATION_STATE} as state, is_mailed,
  sent_at[cardinality(sent_at)] as sent_at, invited_by, created_at, expires_at, ended_at`;

export interface InvitationRow {
  id: string;
  email: string;
  email_key: string;
  role: string;
  message: string | null;
  state: InvitationState;
  is_mailed: boolean;
  sent_at: string;
  invited_by: string;
  created_at: string;
  expires_at: string;
  ended_at: string | null;
}

/** An invitation as the schema shows it. */
export interface Invitation {
  id: string;
  email: string;
  role: string;
  message: string | null;
  state: InvitationState;
  invitedById: string;
  createdAt: string;
  sentAt: string;
  expiresAt: string;
  endedAt: string | null;
}

export function toInvitation(row: InvitationRow): Invitation {
  return {
    id: encodeId("invitation", row.id),
    email: row.email,
    role: row.role,
    message: row.message,
    state: row.state,
    invitedById: row.invited_by,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at ?? (row.state === "EXPIRED" ? row.expires_at : null),
  };
}
