import { type Database, flushAsTenant, readAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { ADMIN_ROLE } from "@bulkhead/kernel/tenant-status.ts";
import type { Mail, MailQueue } from "./mail/mail.ts";

export interface ClosingMailsDeps {
  /** Signed in as bulkhead_identity. */
  db: Database;
  mail: MailQueue;
  /** The users of a tenant who hold a role, by uuid; asked of tenancy. */
  usersWithRole(tenantId: string, role: string): Promise<readonly string[]>;
  /** What a tenant is called. */
  nameOf(tenantId: string): Promise<string>;
}

/** Addresses of a tenant's Admins. */
export async function adminAddresses(
  { db, usersWithRole }: Pick<ClosingMailsDeps, "db" | "usersWithRole">,
  tenantId: string,
) {
  const rows = await readAsTenant<{ email: string }>(db, tenantId, {
    name: "addresses_of_users",
    text: `select email from identity."user" where tenant_id = $1 and id = any($2) order by id`,
    values: [tenantId, await usersWithRole(tenantId, ADMIN_ROLE)],
  });
  return rows.map(({ email }) => email);
}

/** Tells the Admins of a tenant that it is to be closed, or is not after all. */
export function createClosingMails(deps: ClosingMailsDeps): Consumer {
  return {
    name: "closing-mails",
    types: ["tenant.closing", "tenant.reopened"],
    async handle(events, signal) {
      for (const event of events) {
        signal.throwIfAborted();
        if (deps.mail.sends) await tell(deps, event);
      }
    },
  };
}

async function tell(deps: ClosingMailsDeps, event: FeedEvent): Promise<void> {
  const { tenantId, type, payload, occurredAt: at } = event;
  const tenant = await deps.nameOf(tenantId);
  const mailTo = (to: string): Mail =>
    type === "tenant.closing"
      ? { to, template: "tenant-closing", values: { at, tenant, closesAt: String(payload.closesAt) } }
      : { to, template: "tenant-reopened", values: { at, tenant } };
  const requestId = encodeId("request", newUuid());
  const statements = await Promise.all(
    (await adminAddresses(deps, tenantId)).map((to, place) =>
      // The event may come twice; the mail does not.
      deps.mail.statement({ requestId, key: `${type} ${tenantId} ${at} ${place}` }, mailTo(to)),
    ),
  );
  await flushAsTenant(deps.db, INSTALLATION_ID, statements);
}
