import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { decideJoinRequest, joinRequestToDecide } from "../decide-join-request.ts";
import { type JoinRequest, toJoinRequest } from "../join-request-row.ts";

/** Lets whoever asked stay outside; they may ask again after a week. */
export async function declineJoinRequest(ctx: TenancyContext, input: { id: string }): Promise<JoinRequest> {
  const tenantId = authorize(ctx, "join-request:decline");
  const id = decodeId("joinRequest", input.id, "input.id");

  return withTenant(ctx.db, tenantId, async (tx) => {
    const request = await joinRequestToDecide(tx, id);
    const userId = encodeId("user", request.user_id);
    const detail = { userId, domain: request.domain };
    const target = encodeId("joinRequest", id);
    const [[decided]] = await tx.commit<[{ decided_at: string }]>([
      decideJoinRequest(ctx, tenantId, id, "DECLINED"),
      appendOutbox(tenantId, [{ type: "join-request.declined", subject: id, payload: { userId } }]),
      appendAudit(ctx, tenantId, { action: "join-request.decline", target, detail }),
    ]);
    return toJoinRequest({ ...request, status: "DECLINED", decided_at: decided?.decided_at ?? null });
  });
}
