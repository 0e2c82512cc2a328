import { type Database, readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { QUOTAS, type Quota } from "@bulkhead/kernel/quota.ts";
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

/** Tells a tenant's Admins by mail of what they should know. An event that comes again finds its mails asked for. */
export function createAdminMails(deps: AdminMailDeps): Consumer {
  return {
    name: "admin-mails",
    types: ["join-request.created", "domain.failing", "domain.lost", "quota.reached"],
    async handle(events, signal) {
      if (!deps.mail.sends) return;
      for (const event of events) {
        signal.throwIfAborted();
        if (!isOvertaken(event, events)) await tell(deps, event);
      }
    },
  };
}

/** Used up in one step, a quota has passed 80 percent as well, which nobody needs to be told then. */
function isOvertaken({ type, xid, tenantId, payload }: FeedEvent, events: readonly FeedEvent[]): boolean {
  if (type !== "quota.reached" || payload.percent === 100) return false;
  return events.some(
    (other) =>
      other.type === type &&
      other.xid === xid &&
      other.tenantId === tenantId &&
      other.payload.quota === payload.quota &&
      other.payload.percent === 100,
  );
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
    const letter = mailOf(event, to, brand?.name ?? "", who);
    if (letter === undefined) continue;
    const request = { requestId, principal: platformPrincipal(tenantId), key: `${occasionOf(event)}.${admin}` };
    const statement = await mail.statement(request, letter, tenantId);
    await withTenant(db, tenantId, (tx) => tx.query(statement));
  }
}

/**
 * What an Admin is told of once. A quota is reached again whenever its use fell below and rises; that is one occasion for
 * each calendar month in UTC, as long as the limit is the same.
 */
function occasionOf({ xid, id, type, payload, occurredAt }: FeedEvent): string {
  if (type !== "quota.reached") return `${xid}.${id}`;
  const month = String(payload.period || new Date(occurredAt).toISOString().slice(0, 7));
  return `quota.${payload.quota}.${payload.percent}.${payload.most}.${month}`;
}

interface Person {
  name: string;
  email: string;
}

/** Undefined for a quota that this process does not know, being of a version before. */
function mailOf(event: FeedEvent, to: string, tenant: string, who?: Person): Mail | undefined {
  const { type, occurredAt: at, payload } = event;
  if (type === "join-request.created")
    return { to, template: "join-requested", values: { at, tenant, name: who?.name ?? "", email: who?.email ?? "" } };
  if (type === "quota.reached") {
    const { quota, percent, used, most } = payload as { quota: Quota; percent: 80 | 100; used: number; most: number };
    if (!QUOTAS.includes(quota)) return undefined;
    return { to, template: "quota-reached", values: { at, tenant, quota, percent, used, most } };
  }
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
