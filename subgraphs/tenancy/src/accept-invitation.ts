import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import {
  type Database,
  readAsTenant,
  type Transaction,
  violatedConstraint,
  withTenant,
} from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { TenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import { turnAtTenant } from "./change-members.ts";
import { INVITATION_COLUMNS, type InvitationRow } from "./invitation-row.ts";
import { readInvitationToken } from "./invitation-token.ts";
import { type InviterFacts, mayStillGive } from "./inviter.ts";
import { shareRole } from "./role-row.ts";

/**
 * What becomes of an invitation that somebody accepts. DEAD: the link does not work, whatever the reason. INACTIVE: the
 * tenant takes nobody in now. UNBACKED: whoever invited may not give that role any more, or nobody may.
 */
export type Acceptance = "ACCEPTED" | "DEAD" | "INACTIVE" | "UNBACKED";

/** An invitation as whoever has its link may see it. */
export interface OpenInvitation {
  tenantId: string;
  email: string;
  emailKey: string;
  role: string;
  message: string | null;
  isMailed: boolean;
  /** `usr_…` and the like. */
  invitedBy: string;
  /** Whether whoever vouches for it may still give that role. */
  isBacked: boolean;
}

export interface AcceptanceDeps {
  db: Database;
  /** Identity's word about whoever vouches for an invitation. */
  inviterOf(tenantId: string, actorId: string): Promise<InviterFacts>;
}

export interface AcceptInput {
  token: string;
  /** The user of the tenant who accepts, by uuid; identity has proved who they are. */
  userId: string;
  requestId: string;
  clientAddress: string | null;
}

const FIND = {
  name: "find_invitation",
  text: `select ${INVITATION_COLUMNS} from tenancy.invitation where tenant_id = $1 and digest = $2
         and state = 'PENDING' and expires_at > now()`,
};

/** What a link leads to while it works; undefined for any other. */
export async function findInvitation(
  { db, inviterOf }: AcceptanceDeps,
  token: unknown,
): Promise<OpenInvitation | undefined> {
  const read = readInvitationToken(token);
  if (!read) return undefined;
  const { tenantId, digest } = read;
  const [row] = await readAsTenant<InvitationRow>(db, tenantId, { ...FIND, values: [tenantId, digest] });
  if (!row) return undefined;
  const { email, email_key: emailKey, role, message, is_mailed: isMailed, invited_by: invitedBy } = row;
  const inviter = await inviterOf(tenantId, invitedBy);
  const isBacked = await withTenant(db, tenantId, (tx) => mayStillGive(tx, { role, invitedBy }, inviter));
  return { tenantId, email, emailKey, role, message, isMailed, invitedBy, isBacked };
}

interface AcceptedRow extends InvitationRow {
  accepted_by: string | null;
}

/**
 * Makes a user the member whom an invitation is for, and uses it up. The link is the permission: no role is asked. Of any
 * number at once one does it, and the same person who comes again is told the same. Roles, members and the tenant's status
 * are read in the turn that whoever changes them takes.
 */
export async function acceptInvitation(deps: AcceptanceDeps, input: AcceptInput): Promise<Acceptance> {
  const { db, inviterOf } = deps;
  const read = readInvitationToken(input.token);
  if (!read) return "DEAD";
  const { tenantId, digest } = read;
  const found = await findInvitation(deps, input.token);
  const inviter = found ? await inviterOf(tenantId, found.invitedBy) : { role: undefined, stands: false };
  const accept = () => withTenant(db, tenantId, (tx) => acceptInTurn(tx, input, { digest, found, inviter }));
  // Whoever adds a member otherwise does so without the turn; the next look finds them.
  return accept().catch((error: unknown) => {
    if (violatedConstraint(error) !== "member_once_per_user") throw error;
    return accept();
  });
}

interface Accepting {
  digest: Buffer;
  found: OpenInvitation | undefined;
  inviter: InviterFacts;
}

async function acceptInTurn(
  tx: Transaction,
  input: AcceptInput,
  { digest, found, inviter }: Accepting,
): Promise<Acceptance> {
  const { tenantId } = tx;
  const [, [tenant], [row]] = await Promise.all([
    tx.query(turnAtTenant(tenantId)),
    tx.query<{ status: TenantStatus }>({
      name: "status_of_tenant",
      text: "select status from tenancy.tenant where tenant_id = $1",
      values: [tenantId],
    }),
    tx.query<AcceptedRow>({
      name: "invitation_to_accept",
      text: `select ${INVITATION_COLUMNS}, accepted_by from tenancy.invitation
             where tenant_id = $1 and digest = $2`,
      values: [tenantId, digest],
    }),
  ]);
  if (found) await shareRole(tx, found.role);
  const member = await memberIdOf(tx, input.userId);
  // The answer may have been lost, or the button pressed twice.
  if (row?.state === "ACCEPTED" && row.accepted_by === input.userId && member !== undefined) return "ACCEPTED";
  if (row?.state !== "PENDING" || row.invited_by !== found?.invitedBy) return "DEAD";
  if (tenant?.status !== "ACTIVE") return "INACTIVE";
  const { role, invited_by: invitedBy } = row;
  if (!(await mayStillGive(tx, { role, invitedBy }, inviter))) return "UNBACKED";
  await join(tx, input, row, member);
  return "ACCEPTED";
}

async function memberIdOf(tx: Transaction, userId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>({
    name: "member_of_user",
    text: "select id from tenancy.member where tenant_id = $1 and user_id = $2",
    values: [tx.tenantId, userId],
  });
  return row?.id;
}

/** Somebody who was made a member meanwhile stays what they are. */
async function join(
  tx: Transaction,
  input: AcceptInput,
  row: InvitationRow,
  member: string | undefined,
): Promise<void> {
  const { tenantId } = tx;
  const { role } = row;
  const ctx = requestOf(tenantId, input);
  const userId = ctx.principal.id;
  const id = member ?? newUuid();
  const target = encodeId("invitation", row.id);
  const joining =
    member === undefined
      ? [
          {
            name: "join_by_invitation",
            text: "insert into tenancy.member (tenant_id, id, user_id, role) values ($1, $2, $3, $4)",
            values: [tenantId, id, input.userId, role],
          },
          appendOutbox(tenantId, [{ type: "member.added", subject: id, payload: { userId, role } }]),
          appendAudit(ctx, tenantId, {
            action: "member.add",
            target: encodeId("member", id),
            detail: { userId, role },
          }),
        ]
      : [];
  await tx.commit([
    {
      name: "accept_invitation",
      text: `update tenancy.invitation set state = 'ACCEPTED', ended_at = now(), accepted_by = $3
             where tenant_id = $1 and id = $2`,
      values: [tenantId, row.id, input.userId],
    },
    ...joining,
    appendOutbox(tenantId, [{ type: "invitation.accepted", subject: row.id, payload: { userId } }]),
    appendAudit(ctx, tenantId, {
      action: "invitation.accept",
      target,
      detail: { userId, memberId: encodeId("member", id), role },
      personal: { email: row.email },
    }),
  ]);
}

/** Whose act it is: the user's, who may do nothing yet. */
function requestOf(tenantId: string, { userId, requestId, clientAddress }: AcceptInput): RequestContext {
  return {
    requestId,
    clientAddress,
    principal: {
      kind: "user",
      id: encodeId("user", userId),
      tenantId,
      roles: [],
      permissions: new Set(),
      permissionsKey: "",
    },
  };
}
