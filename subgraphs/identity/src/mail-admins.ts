import { type Database, readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import type { TenantBrand } from "@bulkhead/kernel/tenant-settings.ts";
import type { Mail, MailQueue } from "./mail/mail.ts";

export interface AdminMailDeps {
  /** Signed in as bulkhead_identity. */
  db: Database;
  mail: MailQueue;
  /** Tenancy's answer who the Admins are, as uuids of users. */
  adminsOf(tenantId: string): Promise<readonly string[]>;
  brandOf(tenantId: string): TenantBrand | undefined | Promise<TenantBrand | undefined>;
}

/** Tells a tenant's Admins by mail of what waits for them. An event that comes again finds its mails asked for. */
export function createAdminMails(deps: AdminMailDeps): Consumer {
  return {
    name: "admin-mails",
    types: ["join-request.created", "domain.failing", "domain.lost"],
    async handle(events, signal) {
      if (!deps.mail.sends) return;
      for (const event of events) {
        signal.throwIfAborted();
        await tell(deps, event);
      }
    },
  };
}

async function tell({ db, mail, adminsOf, brandOf }: AdminMailDeps, event: FeedEvent): Promise<void> {
  const { tenantId } = event;
  const [admins, brand] = await Promise.all([adminsOf(tenantId), brandOf(tenantId)]);
  const asker = tryDecodeId("user", String(event.payload.userId));
  const people = await peopleOf(db, tenantId, [...admins, ...(asker === undefined ? [] : [asker])]);
  const who = asker === undefined ? undefined : people.get(asker);
  const requestId = encodeId("request", newUuid());
  for (const admin of admins) {
    const to = people.get(admin)?.email;
    if (to === undefined) continue;
    const key = `${event.xid}.${event.id}.${admin}`;
    const request = { requestId, principal: platformPrincipal(tenantId), key };
    const statement = await mail.statement(request, mailOf(event, to, brand?.name ?? "", who), tenantId);
    await withTenant(db, tenantId, (tx) => tx.query(statement));
  }
}

interface Person {
  name: string;
  email: string;
}

function mailOf({ type, occurredAt: at, payload }: FeedEvent, to: string, tenant: string, who?: Person): Mail {
  if (type === "join-request.created")
    return { to, template: "join-requested", values: { at, tenant, name: who?.name ?? "", email: who?.email ?? "" } };
  const isLost = type === "domain.lost";
  return { to, template: "domain-failing", values: { at, tenant, domain: String(payload.name), isLost } };
}

async function peopleOf(db: Database, tenantId: string, ids: string[]): Promise<Map<string, Person>> {
  const rows = await readAsTenant<Person & { id: string }>(db, tenantId, {
    name: "people_to_tell",
    text: `select id, name, email from identity."user" where tenant_id = $1 and id = any($2) and locked_at is null`,
    values: [tenantId, ids],
  });
  return new Map(rows.map(({ id, ...person }) => [id, person]));
}
