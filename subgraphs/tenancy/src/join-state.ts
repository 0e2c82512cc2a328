import { type Database, queryOutsideTenants, type Transaction, withTenant } from "@bulkhead/kernel/database.ts";
import { ROLES } from "./roles.ts";

/**
 * What a tenant's domain offers to somebody who has proved an address of it: MEMBER, REQUESTED and DECLINED are what they
 * are already; AUTOMATIC and APPROVAL what they could do.
 */
export const JOIN_STATES = ["MEMBER", "REQUESTED", "DECLINED", "AUTOMATIC", "APPROVAL"] as const;
export type JoinState = (typeof JOIN_STATES)[number];

/** For how long somebody who was declined does not ask again, in seconds. */
const DECLINED_SECONDS = 7 * 24 * 3_600;

const PREDEFINED = ROLES.map(({ name }) => name);

interface Found {
  state: JoinState;
  domainId: string;
  role: string;
}

/**
 * Undefined where the domain lets nobody in, or the tenant does not work. Without a user: as somebody new. Whoever was a
 * member before is let in by somebody only, or they would undo by themselves that they were removed or given another role.
 */
export async function readJoinState(
  tx: Transaction,
  domain: string,
  userId: string | null,
): Promise<Found | undefined> {
  const [found] = await tx.query<Found>({
    name: "join_state",
    text: `select domain.id as "domainId", domain.role,
             case when exists (select from tenancy.member where tenant_id = $1 and user_id = $3) then 'MEMBER'
               when exists (select from tenancy.join_request
                            where tenant_id = $1 and user_id = $3 and status = 'OPEN') then 'REQUESTED'
               when (join_policy = 'APPROVAL' or was_member) and exists (
                 select from tenancy.join_request where tenant_id = $1 and user_id = $3 and status = 'DECLINED'
                   and decided_at > now() - make_interval(secs => $4)) then 'DECLINED'
               when was_member then 'APPROVAL'
               else join_policy end as state
           from tenancy.domain join tenancy.tenant using (tenant_id),
             (select exists (select from tenancy.former_member
                             where tenant_id = $1 and user_id = $3) as was_member) as former
           where tenant_id = $1 and domain.name = $2 and verified_at is not null and join_policy <> 'OFF'
             and status = 'ACTIVE'
             and (domain.role = any($5) or exists (select from tenancy.role where tenant_id = $1 and name = domain.role))`,
    values: [tx.tenantId, domain, userId, DECLINED_SECONDS, PREDEFINED],
  });
  return found;
}

/** What is offered by a domain. */
export interface JoinOffer {
  tenantId: string;
  tenantName: string;
  state: JoinState;
}

/** What the tenant that has a domain offers; `users` are whom the asker is, by tenant. Undefined when nothing is. */
export async function joinOffer(
  db: Database,
  domain: string,
  userOf: (tenantId: string) => string | undefined,
): Promise<JoinOffer | undefined> {
  const [taken] = await queryOutsideTenants<{ owner: string }>(db, {
    name: "owner_of_domain",
    text: "select owner from tenancy.verified_domain where name = $1",
    values: [domain],
  });
  if (!taken) return undefined;
  const tenantId = taken.owner;
  return withTenant(db, tenantId, async (tx) => {
    const [found, [tenant]] = await Promise.all([
      readJoinState(tx, domain, userOf(tenantId) ?? null),
      tx.query<{ name: string }>({
        name: "name_of_tenant",
        text: "select name from tenancy.tenant where tenant_id = $1",
        values: [tenantId],
      }),
    ]);
    return found && { tenantId, tenantName: tenant?.name ?? "", state: found.state };
  });
}
