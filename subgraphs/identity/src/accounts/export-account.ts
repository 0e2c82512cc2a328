import { type Database, type TransactionAboveTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { UserKey } from "./account.ts";
import { recordOnAccount, usersOf } from "./account-events.ts";
import type { Factors } from "./factors/factors.ts";
import type { AnonymousRequest } from "./failed-attempts.ts";

export interface ExportDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  factors: Factors;
}

/** All that is kept of a person above tenants, and who they are in each; no secret, and nothing that opens anything. */
export interface AccountExport {
  account: Record<string, unknown>;
  factors: { kind: string; name: string; createdAt: string; lastUsedAt: string | null }[];
  unusedRecoveryCodes: number;
  sessions: Record<string, unknown>[];
  devices: Record<string, unknown>[];
  mailedLinks: Record<string, unknown>[];
  tenants: ({ tenantId: string; grants: Record<string, unknown>[] } & Record<string, unknown>)[];
}

/** What the law calls a copy of personal data (GDPR Art. 15 and 20). Undefined when the account is gone. */
export async function exportAccount(
  { db, factors }: ExportDeps,
  request: AnonymousRequest,
  accountId: string,
): Promise<AccountExport | undefined> {
  const held = await factors.list(accountId);
  return withTransactionAboveTenants(db, async (tx) => {
    const [account] = await tx.query<Record<string, unknown>>({ text: ABOVE_TENANTS.account, values: [accountId] });
    if (!account) return undefined;
    const users = await usersOf(tx, accountId);
    const [sessions = [], devices = [], mailedLinks = []] = await Promise.all(
      [ABOVE_TENANTS.sessions, ABOVE_TENANTS.devices, ABOVE_TENANTS.mailedLinks].map((text) =>
        tx.query<Record<string, unknown>>({ text, values: [accountId] }),
      ),
    );
    const tenants: AccountExport["tenants"] = [];
    for (const user of users) tenants.push(await inTenant(tx, user));
    await recordOnAccount(tx, request, users, { type: "account.exported", action: "account.export" });
    return {
      account,
      factors: held.factors.map(({ kind, name, createdAt, lastUsedAt }) => ({ kind, name, createdAt, lastUsedAt })),
      unusedRecoveryCodes: held.recoveryCodes,
      sessions,
      devices,
      mailedLinks,
      tenants,
    };
  });
}

const ABOVE_TENANTS = {
  account: `select email, name, email_verified_at as "emailVerifiedAt", password_changed_at as "passwordChangedAt",
              created_at as "createdAt" from identity.account where id = $1`,
  sessions: `select user_agent as device, network, created_at as "createdAt", last_used_at as "lastUsedAt",
               ended_at as "endedAt" from identity.account_session where account_id = $1 order by created_at`,
  devices: `select user_agent as device, created_at as "createdAt", last_seen_at as "lastSeenAt"
            from identity.known_device where account_id = $1 order by created_at`,
  mailedLinks: `select purpose, email, created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt"
                from identity.mail_proof where account_id = $1 order by created_at`,
};

/** The user, and what they let clients do: each grant is a consent, with what was consented to. */
async function inTenant(tx: TransactionAboveTenants, { tenantId, userId }: UserKey) {
  const tenant = tx.enter(tenantId);
  const [[user], grants] = await Promise.all([
    tenant.query<Record<string, unknown>>({
      text: `select email, name, activated_at as "activatedAt", locked_at as "lockedAt"
             from identity."user" where tenant_id = $1 and id = $2`,
      values: [tenantId, userId],
    }),
    tenant.query<Record<string, unknown> & { clientId: string }>({
      text: `select held.client_id as "clientId", client.name as "clientName", held.scope, held.user_agent as device,
               held.created_at as "createdAt", held.last_used_at as "lastUsedAt", held.ended_at as "endedAt",
               held.end_reason as "endReason"
             from identity.oauth_grant held left join identity.oauth_client client
               on client.id = held.client_id and (client.tenant_id = held.tenant_id or client.tenant_id = $3)
             where held.tenant_id = $1 and held.user_id = $2 order by held.id`,
      values: [tenantId, userId, INSTALLATION_ID],
    }),
  ]);
  return {
    tenantId: encodeId("tenant", tenantId),
    userId: encodeId("user", userId),
    ...user,
    grants: grants.map((grant) => ({ ...grant, clientId: encodeId("oauthClient", grant.clientId) })),
  };
}
