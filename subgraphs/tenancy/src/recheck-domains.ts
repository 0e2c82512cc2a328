import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Database, queryOutsideTenants, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { type DomainResolver, isProved } from "./domain-record.ts";
import { type DomainRow, domainToProve, selectDomain } from "./domain-row.ts";
import { CHECK_SECONDS, GRACE_SECONDS, letGoOfDomain, takeDomain } from "./verified-domain.ts";

/** In one tick; the rest is looked at in the next ones. */
const MAX_CHECKED = 50;

interface Due {
  name: string;
  owner: string;
  domain_id: string;
}

/**
 * Looks again for the records of domains that were verified more than a day ago. One that is gone for three days proves
 * nothing any more: somebody else may have the domain by then. A DNS that does not answer says nothing about a record.
 */
export async function recheckDomains(db: Database, resolver: DomainResolver, signal: AbortSignal): Promise<void> {
  const due = await queryOutsideTenants<Due>(db, {
    name: "domains_to_check",
    text: `update tenancy.verified_domain set check_from = now() + make_interval(secs => $1)
           where name in (select name from tenancy.verified_domain where check_from <= now()
                          order by check_from limit $2 for update skip locked)
           returning name, owner, domain_id`,
    values: [CHECK_SECONDS, MAX_CHECKED],
  });
  for (const one of due) {
    if (signal.aborted) return;
    await recheck(db, resolver, one);
  }
}

async function recheck(db: Database, resolver: DomainResolver, { name, owner, domain_id: id }: Due): Promise<void> {
  const found = await withTenant(db, owner, async (tx) => (await tx.query<DomainRow>(selectDomain(owner, id)))[0]);
  // It went while it was looked at before, perhaps with its whole tenant: nobody else could ever have it.
  if (!found) {
    await queryOutsideTenants(db, letGoOfDomain(owner, id, name));
    return;
  }
  const stands = await isProved(resolver, name, found.token).catch(() => undefined);
  if (stands === undefined) return;
  const request = {
    principal: platformPrincipal(owner),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
  };
  await withTenant(db, owner, async (tx) => {
    const row = await domainToProve(tx, id);
    if (!row?.verified_at) return;
    const now = Date.now();
    const since = stands ? null : (row.failing_since ?? new Date(now).toISOString());
    const isLost = since !== null && now - Date.parse(since) >= GRACE_SECONDS * 1_000;
    const news = newsOf(row, since, isLost);
    const target = encodeId("domain", id);
    await tx.commit([
      {
        name: "note_domain_check",
        text: `update tenancy.domain set checked_at = now(), failing_since = $3,
                 verified_at = case when $4 then null else verified_at end where tenant_id = $1 and id = $2`,
        values: [owner, id, isLost ? null : since, isLost],
      },
      isLost ? letGoOfDomain(owner, id, name) : takeDomain(owner, id, name),
      ...(news
        ? [
            appendOutbox(owner, [{ type: news.type, subject: id, payload: { name } }]),
            appendAudit(request, owner, { action: news.action, target, detail: { name } }),
          ]
        : []),
    ]);
  });
}

/** What is told of a check; nothing while nothing changes. */
function newsOf({ failing_since }: DomainRow, since: string | null, isLost: boolean) {
  if (isLost) return { type: "domain.lost", action: "domain.lose" };
  return since !== null && failing_since === null ? { type: "domain.failing", action: "domain.fail" } : undefined;
}
