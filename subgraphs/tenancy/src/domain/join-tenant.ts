import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Transaction, violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { shareTurnAtTenant } from "../change-members.ts";
import type { TenancyContext } from "../context.ts";
import { type JoinState, readJoinState } from "../join-state.ts";
import { shareRole } from "../role-row.ts";

/** By somebody who has proved an address of the domain. Both uuids. */
export interface JoinTenantInput {
  userId: string;
  domain: string;
}

/**
 * Makes a user a member by a domain of the tenant, or a request of theirs to become one, as the domain says at this
 * moment. Doing it again changes nothing. Errors: NOT_FOUND for a domain that lets nobody in.
 */
export async function joinTenant(ctx: TenancyContext, input: JoinTenantInput): Promise<JoinState> {
  const tenantId = authorize(ctx, "tenant:join");
  const { userId, domain } = input;
  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      // Whoever ends a membership waits, so that nobody joins by what they were before it ended.
      const [, found] = await Promise.all([tx.query(shareTurnAtTenant(tenantId)), readJoinState(tx, domain, userId)]);
      if (!found) throw notFound();
      if (found.state === "AUTOMATIC") {
        // Looked at again once nobody can delete the role.
        await shareRole(tx, found.role);
        const still = await readJoinState(tx, domain, userId);
        if (still?.state !== "AUTOMATIC" || still.role !== found.role) throw notFound();
        return join(ctx, tx, { ...input, ...still });
      }
      if (found.state === "APPROVAL") return ask(ctx, tx, { ...input, ...found });
      return found.state;
    });
  } catch (error) {
    const violated = violatedConstraint(error);
    // Twice at once: what was done by the other stands.
    if (violated === "member_once_per_user") return "MEMBER";
    if (violated === "join_request_open") return "REQUESTED";
    throw error;
  }
}

interface Joining extends JoinTenantInput {
  domainId: string;
  role: string;
}

async function join(ctx: TenancyContext, tx: Transaction, joining: Joining): Promise<JoinState> {
  const { tenantId } = tx;
  const { userId: uuid, domainId, domain: name, role } = joining;
  const id = newUuid();
  const userId = encodeId("user", uuid);
  await tx.commit([
    {
      name: "join_tenant",
      text: "insert into tenancy.member (tenant_id, id, user_id, role) values ($1, $2, $3, $4)",
      values: [tenantId, id, uuid, role],
    },
    appendOutbox(tenantId, [
      { type: "member.added", subject: id, payload: { userId, role } },
      { type: "domain.joined", subject: domainId, payload: { userId, name } },
    ]),
    appendAudit(ctx, tenantId, { action: "member.add", target: encodeId("member", id), detail: { userId, role } }),
    appendAudit(ctx, tenantId, {
      action: "domain.join",
      target: encodeId("domain", domainId),
      detail: { userId, name },
    }),
  ]);
  return "MEMBER";
}

async function ask(ctx: TenancyContext, tx: Transaction, joining: Joining): Promise<JoinState> {
  const { tenantId } = tx;
  const { userId: uuid, domainId, domain, role } = joining;
  const id = newUuid();
  const userId = encodeId("user", uuid);
  await tx.commit([
    {
      name: "ask_to_join",
      text: `insert into tenancy.join_request (tenant_id, id, user_id, domain_id, domain, role)
             values ($1, $2, $3, $4, $5, $6)`,
      values: [tenantId, id, uuid, domainId, domain, role],
    },
    appendOutbox(tenantId, [{ type: "join-request.created", subject: id, payload: { userId, domain } }]),
    appendAudit(ctx, tenantId, {
      action: "join-request.create",
      target: encodeId("joinRequest", id),
      detail: { userId, domain },
    }),
  ]);
  return "REQUESTED";
}
