import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import { shareTurnAtTenant } from "./change-members.ts";
import { type ChallengeRecord, recordOf } from "./domain-record.ts";

export const JOIN_POLICIES = ["OFF", "APPROVAL", "AUTOMATIC"] as const;
export type JoinPolicy = (typeof JOIN_POLICIES)[number];

export interface DomainRow {
  id: string;
  name: string;
  token: string;
  join_policy: JoinPolicy;
  role: string;
  verified_at: string | null;
  checked_at: string | null;
  failing_since: string | null;
  created_at: string;
}

/** A domain as the schema shows it. */
export interface Domain {
  id: string;
  name: string;
  record: ChallengeRecord;
  join: JoinPolicy;
  role: string;
  verifiedAt: string | null;
  checkedAt: string | null;
  failingSince: string | null;
  createdAt: string;
}

export const DOMAIN_COLUMNS = "id, name, token, join_policy, role, verified_at, checked_at, failing_since, created_at";

export function toDomain(row: DomainRow): Domain {
  return {
    id: encodeId("domain", row.id),
    name: row.name,
    record: recordOf(row.name, row.token),
    join: row.join_policy,
    role: row.role,
    verifiedAt: row.verified_at,
    checkedAt: row.checked_at,
    failingSince: row.failing_since,
    createdAt: row.created_at,
  };
}

export function selectDomain(tenantId: string, id: string): Statement {
  return {
    name: "domain",
    text: `select ${DOMAIN_COLUMNS} from tenancy.domain where tenant_id = $1 and id = $2`,
    values: [tenantId, id],
  };
}

/** The same for a change of it; one at a time. */
export async function domainToChange(tx: Transaction, id: string): Promise<DomainRow | undefined> {
  const [, [row]] = await Promise.all([
    tx.query(takeTurn(`domain ${id}`)),
    tx.query<DomainRow>(selectDomain(tx.tenantId, id)),
  ]);
  return row;
}

/**
 * The same for what makes it the tenant's. Not of a closed tenant, which would keep it for ever: closing waits until this
 * transaction has ended, and lets go of all domains afterwards.
 */
export async function domainToProve(tx: Transaction, id: string): Promise<DomainRow | undefined> {
  const { tenantId } = tx;
  const [, , [row]] = await Promise.all([
    tx.query(shareTurnAtTenant(tenantId)),
    tx.query(takeTurn(`domain ${id}`)),
    tx.query<DomainRow>({
      name: "domain_to_prove",
      text: `select ${DOMAIN_COLUMNS} from tenancy.domain where tenant_id = $1 and id = $2
               and exists (select from tenancy.tenant where tenant_id = $1 and status <> 'CLOSED')`,
      values: [tenantId, id],
    }),
  ]);
  return row;
}
