import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { readAsTenant, violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { conflict, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { decideJoinRequest, joinRequestToDecide } from "../decide-join-request.ts";
import { grantableRole } from "../grantable-role.ts";
import { type JoinRequest, toJoinRequest } from "../join-request-row.ts";
import { holdRole } from "../role-row.ts";

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
  const granted = await grantableRole(ctx, input.role ?? (await offeredRole(ctx, tenantId, id)));

  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      const request = await joinRequestToDecide(tx, id);
      await holdRole(tx, granted);
      const role = granted.name;
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

/** What the domain offered when they asked, which never changes; read before the transaction, as roles are. */
async function offeredRole({ db }: TenancyContext, tenantId: string, id: string): Promise<string> {
  const [row] = await readAsTenant<{ role: string }>(db, tenantId, {
    name: "role_of_join_request",
    text: "select role from tenancy.join_request where tenant_id = $1 and id = $2",
    values: [tenantId, id],
  });
  if (!row) throw notFound();
  return row.role;
}
