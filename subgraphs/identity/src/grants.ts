import { appendAuditAll } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Transaction } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";

/** Why a grant ended before its time. */
export type EndReason =
  | "REVOKED"
  | "REUSED"
  | "SIGNED_OUT"
  | "USER_LOCKED"
  | "MEMBER_REMOVED"
  | "TENANT_SUSPENDED"
  | "PASSWORD_SET"
  | "FACTORS_RESET"
  | "CLIENT_REVOKED"
  | "ACCOUNT_DELETED";

/** Uuids, by what grants are chosen; `before` an instant is when they were given: a user's, or those of the tenant's every user but some; `except` one of them. */
export type Grants =
  | { ids: readonly string[] }
  | { userId: string }
  | { clientId: string }
  | { userId: string; before: string }
  | { userId: string; except: string | null }
  | { before: string; exceptUsers: readonly string[] };

interface EndedRow {
  id: string;
  user_id: string;
  client_id: string;
}

/** A client's or a tenant's grants may be many: so many are ended in one transaction, which is short. */
export const GRANTS_AT_ONCE = 50;

/**
 * Ends the standing grants chosen, or `most` of them, in the tenant's transaction and with their events: from the commit on none of their
 * tokens is renewed, and within a second none opens anything anywhere. Answers how many it ended.
 */
export async function endGrants(
  tx: Transaction,
  request: RequestContext,
  which: Grants,
  reason: EndReason,
  most?: number,
): Promise<number> {
  const [condition, values] = conditionOf(which);
  const ended = await tx.query<EndedRow>({
    // In one order, so that two who end some of the same never wait for each other.
    text: `with chosen as (
             select id from identity.oauth_grant where tenant_id = $1 and ended_at is null and ${condition}
             order by id ${most === undefined ? "" : `limit ${most}`} for no key update
           )
           update identity.oauth_grant held set ended_at = now(), end_reason = $2 from chosen
           where held.tenant_id = $1 and held.id = chosen.id returning held.id, held.user_id, held.client_id`,
    values: [tx.tenantId, reason, ...values],
  });
  if (ended.length === 0) return 0;
  tx.atEnd(
    appendOutbox(
      tx.tenantId,
      ended.map(({ id }) => ({ type: "grant.ended", subject: id, payload: { reason } })),
    ),
  );
  tx.atEnd(
    appendAuditAll(ended.map((grant) => ({ ctx: request, tenantId: tx.tenantId, event: endOf(grant, reason) }))),
  );
  return ended.length;
}

function endOf(grant: EndedRow, reason: EndReason) {
  const detail = {
    userId: encodeId("user", grant.user_id),
    clientId: encodeId("oauthClient", grant.client_id),
    reason,
  };
  return { action: "grant.end", target: encodeId("grant", grant.id), detail };
}

function conditionOf(which: Grants): [condition: string, values: unknown[]] {
  if ("ids" in which) return ["id = any($3)", [which.ids]];
  if ("except" in which) return ["user_id = $3 and id is distinct from $4", [which.userId, which.except]];
  if ("clientId" in which) return ["client_id = $3", [which.clientId]];
  if (!("before" in which)) return ["user_id = $3", [which.userId]];
  if ("userId" in which) return ["user_id = $3 and created_at <= $4", [which.userId, which.before]];
  return ["created_at <= $3 and not (user_id = any($4))", [which.before, which.exceptUsers]];
}
