import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import { JOIN_REQUEST_COLUMNS, type JoinRequestRow, type JoinRequestStatus } from "./join-request-row.ts";

/** Reads a request that somebody decides; of two who do so at once, the second finds it decided. */
export async function joinRequestToDecide(tx: Transaction, id: string): Promise<JoinRequestRow> {
  const [, [row]] = await Promise.all([
    tx.query(takeTurn(`join request ${id}`)),
    tx.query<JoinRequestRow>({
      name: "join_request_to_decide",
      text: `select ${JOIN_REQUEST_COLUMNS} from tenancy.join_request where tenant_id = $1 and id = $2`,
      values: [tx.tenantId, id],
    }),
  ]);
  if (!row) throw notFound();
  if (row.status !== "OPEN") throw new AppError("CONFLICT", "This request was decided already.");
  return row;
}

/** Answers when. */
export function decideJoinRequest(
  ctx: RequestContext,
  tenantId: string,
  id: string,
  status: Exclude<JoinRequestStatus, "OPEN">,
): Statement {
  return {
    name: "decide_join_request",
    text: `update tenancy.join_request set status = $3, decided_by = $4, decided_at = now()
           where tenant_id = $1 and id = $2 returning decided_at`,
    values: [tenantId, id, status, ctx.principal.id],
  };
}
