import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { NewJob } from "@bulkhead/kernel/job-enqueue.ts";
import { readOwnEmail } from "./accounts/read-own-email.ts";
import type { ActorNames } from "./actor-names.ts";
import { emailKey } from "./email.ts";
import type { MailQueue } from "./mail/mail.ts";

/** What tenancy asks when somebody is invited: it keeps invitations, and this room knows addresses and sends mail. */
export interface Invitations {
  /** An address as it is written and compared, and the tenant's user who has it; or what is wrong with it. */
  inviteeOf(tenantId: string, email: string): Promise<Invitee | { faults: FieldFault[] }>;
  /** The link of an invitation, and the job that sends it; null where the installation sends no mail. */
  sealInvitation(request: InvitingRequest, tenantId: string, letter: InvitationLetter): Promise<SealedLetter>;
  /** Whether whoever vouches for an invitation may act at all, and the role of a key or a machine. */
  inviterOf(tenantId: string, actorId: string): Promise<{ role: string | undefined; stands: boolean }>;
}

export interface Invitee {
  email: string;
  emailKey: string;
  userId: string | null;
  isLocked: boolean;
}

export interface InvitationLetter {
  to: string;
  tenantName: string;
  role: string;
  message: string | null;
  token: string;
  expiresAt: string;
}

export interface SealedLetter {
  url: string;
  job: NewJob | null;
  isShown: boolean;
}

/** Which request invites, and who. */
export interface InvitingRequest {
  requestId: string;
  principal: { id: string };
}

export interface InvitationsDeps {
  /** Signed in as bulkhead_identity. */
  db: Database;
  mail: MailQueue;
  actorNames: Pick<ActorNames, "get">;
  publicOrigin: string;
}

/** The page of the authorisation server where an invitation is accepted. */
export const INVITATION_PAGE = "/account/invitation";

export function createInvitations({ db, mail, actorNames, publicOrigin }: InvitationsDeps): Invitations {
  return {
    async inviteeOf(tenantId, typed) {
      const faults: FieldFault[] = [];
      const email = readOwnEmail(typed, "input.email", faults);
      if (faults.length > 0) return { faults };
      const key = emailKey(email);
      const [user] = await readAsTenant<{ id: string; is_locked: boolean }>(db, tenantId, {
        name: "invitee",
        text: `select id, locked_at is not null as is_locked from identity."user"
               where tenant_id = $1 and email_key = $2`,
        values: [tenantId, key],
      });
      return { email, emailKey: key, userId: user?.id ?? null, isLocked: user?.is_locked ?? false };
    },

    async sealInvitation({ principal }, tenantId, letter) {
      const { to, token, expiresAt, tenantName: tenant, role, message } = letter;
      const url = `${publicOrigin}${INVITATION_PAGE}?token=${token}`;
      if (!mail.sends) return { url, job: null, isShown: false };
      const isPerson = tryDecodeId("user", principal.id) !== undefined;
      const by = (isPerson ? await actorNames.get(tenantId, principal.id) : undefined) ?? "";
      const at = new Date().toISOString();
      const values = { at, link: url, expiresAt, tenant, by, role, message: message ?? "" };
      return { url, job: await mail.job({ to, template: "invitation", values }, tenantId), isShown: mail.isShown };
    },

    inviterOf: (tenantId, actorId) => inviterOf(db, tenantId, actorId),
  };
}

interface InviterRow {
  role: string | null;
  stands: boolean;
}

async function inviterOf(db: Database, tenantId: string, actorId: string) {
  if (actorId === "platform") return { role: undefined, stands: true };
  const uuids = (["user", "apiKey", "oauthClient"] as const).map((kind) => tryDecodeId(kind, actorId) ?? null);
  const [row] = await readAsTenant<InviterRow>(db, tenantId, {
    name: "inviter",
    text: `select null as role, locked_at is null as stands from identity."user" where tenant_id = $1 and id = $2
           union all
           select coalesce(key.role, account.role), key.revoked_at is null
           from identity.api_key as key left join identity.service_account as account
             on account.tenant_id = key.tenant_id and account.id = key.service_account_id
           where key.tenant_id = $1 and key.id = $3
           union all
           select role, revoked_at is null from identity.oauth_client where tenant_id = $1 and id = $4`,
    values: [tenantId, ...uuids],
  });
  return { role: row?.role ?? undefined, stands: row?.stands ?? false };
}
