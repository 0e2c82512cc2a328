import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { conflict } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { decideJoinRequest, joinRequestToDecide } from "../decide-join-request.ts";
import { grantableRole } from "../grantable-role.ts";
import { type JoinRequest, toJoinRequest } from "../join-request-row.ts";

export interface ApproveJoinRequestInput {
  id: string;
  /** Absent: the one that the domain offered. */
  role?: string | null | undefined;
}

/** Makes whoever asked a member; nobody hands on more than they hold. */
export async function approveJoinRequest(ctx: TenancyContext, input: ApproveJoinRequestInput): Promise<JoinRequest> {
  const tenantId = authorize(ctx, "join-request:approve");
  requireFresh(ctx, "approveJoinRequest");
  const id = decodeId("joinRequest", input.id, "input.id");
  const given = input.role == null ? undefined : (await grantableRole(ctx, input.role)).name;

  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      const request = await joinRequestToDecide(tx, id);
      const role = given ?? (await grantableRole(ctx, request.role)).name;
      const memberId = newUuid();
      const userId = encodeId("user", request.user_id);
      const [[decided]] = await tx.commit<[{ decided_at: string }]>([
        decideJoinRequest(ctx, tenantId, id, "APPROVED"),
        {
          name: "approve_member",
          text: "insert into tenancy.member (tenant_id, id, user_id, role) values ($1, $2, $3, $4)",
          values: [tenantId, memberId, request.user_id, role],
        },
        appendOutbox(tenantId, [
          { type: "join-request.approved", subject: id, payload: { userId, role } },
          { type: "member.added", subject: memberId, payload: { userId, role } },
        ]),
        appendAudit(ctx, tenantId, {
          action: "member.add",
          target: encodeId("member", memberId),
          detail: { userId, role },
        }),
        appendAudit(ctx, tenantId, {
          action: "join-request.approve",
          target: encodeId("joinRequest", id),
          detail: { userId, role, domain: request.domain },
        }),
      ]);
      return toJoinRequest({ ...request, status: "APPROVED", decided_at: decided?.decided_at ?? null });
    });
  } catch (error) {
    if (violatedConstraint(error) === "member_once_per_user")
      throw conflict("Whoever asked is a member already. Decline the request.", error);
    throw error;
  }
}
