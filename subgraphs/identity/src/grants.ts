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

interface StandingRow {
  id: string;
  user_id: string;
  client_id: string;
}

/** A client's or a tenant's grants may be many: so many are ended in one transaction, which is short. */
export const GRANTS_AT_ONCE = 50;

/**
 * Ends the standing grants chosen, or `most` of them, with the end of the tenant's transaction and with their events: from
 * the commit on none of their tokens is renewed, and within a second none opens anything anywhere. They are read at once and
 * ended along with the COMMIT; if they are others by then, all is run again. Answers how many it ends.
 */
export async function endGrants(
  tx: Transaction,
  request: RequestContext,
  which: Grants,
  reason: EndReason,
  most?: number,
): Promise<number> {
  const [condition, values] = conditionOf(which);
  const chosen = `select id, user_id, client_id from identity.oauth_grant
                  where tenant_id = $1 and ended_at is null and $2::text is not null and ${condition}
                  order by id ${most === undefined ? "" : `limit ${most}`}`;
  const standing = await tx.query<StandingRow>({ text: chosen, values: [tx.tenantId, reason, ...values] });
  const ids = standing.map(({ id }) => id);
  tx.surelyAtEnd(
    {
      // In one order, so that two who end some of the same never wait for each other. Divides by zero at a stranger.
      text: `with chosen as (${chosen} for no key update)
             update identity.oauth_grant held set ended_at = now(), end_reason = $2 from chosen
             where held.tenant_id = $1 and held.id = chosen.id returning 1 / (held.id = any($${values.length + 3}))::int`,
      values: [tx.tenantId, reason, ...values, ids],
    },
    ids.length,
  );
  if (ids.length === 0) return 0;
  tx.atEnd(
    appendOutbox(
      tx.tenantId,
      ids.map((id) => ({ type: "grant.ended", subject: id, payload: { reason } })),
    ),
  );
  tx.atEnd(
    appendAuditAll(standing.map((grant) => ({ ctx: request, tenantId: tx.tenantId, event: endOf(grant, reason) }))),
  );
  return ids.length;
}

function endOf(grant: StandingRow, reason: EndReason) {
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
