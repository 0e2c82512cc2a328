import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireHolds } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { setLocked, userToChange } from "../change-user.ts";
import type { IdentityContext } from "../context.ts";
import { endGrants } from "../grants.ts";
import { keepAWayIn } from "../keep-a-way-in.ts";
import { toUser, type User } from "../user-row.ts";

/**
 * Shuts a user out: they cannot sign in to this tenant, and what they let clients do ends. Their membership stays, and
 * so do their users in other tenants. Nobody locks those who hold what they lack themselves, and nobody the last Admin.
 */
export async function lockUser(ctx: IdentityContext, input: { id: string; reason: string }): Promise<User> {
  const tenantId = authorize(ctx, "user:lock");
  requireFresh(ctx, "lockUser");
  const id = decodeId("user", input.id, "input.id");
  const faults: FieldFault[] = [];
  const reason = readName(input.reason, "input.reason", faults);
  refuseFaults(faults);
  const target = encodeId("user", id);
  if (ctx.principal.id === target)
    throw new AppError("CONFLICT", "You cannot lock yourself. Ask another Admin of your tenant.");
  await requireHoldsRoleOf(ctx, tenantId, id);

  const row = await withTenant(ctx.db, tenantId, async (tx) => {
    const before = await userToChange(tx, id);
    const changes = before.locked_at === null;
    if (changes) await keepAWayIn(ctx, tx, id);
    const at = changes ? new Date().toISOString() : before.locked_at;
    // The user before its grants, as whoever begins one holds them.
    if (changes) tx.atEnd(setLocked(tenantId, id, at));
    const grants = changes ? await endGrants(tx, ctx, { userId: id }, "USER_LOCKED") : 0;
    const events = changes ? [{ type: "user.locked", subject: id, payload: {} }] : [];
    // Free text may name people: it must be possible to erase it.
    const audit = appendAudit(ctx, tenantId, { action: "user.lock", target, detail: { grants }, personal: { reason } });
    await tx.commit([appendOutbox(tenantId, events), audit]);
    return { ...before, locked_at: at };
  });
  await ctx.feed.settled();
  return toUser(row);
}

/** Of whoever is raised after this was asked the lock came first. */
async function requireHoldsRoleOf(ctx: IdentityContext, tenantId: string, userId: string): Promise<void> {
  const membership = await ctx.membershipOf(tenantId, userId);
  // Whoever is no member, or has a role that is not there, may do nothing.
  const grant = membership && (await ctx.roleGrantOf(tenantId, membership.role));
  if (grant) requireHolds(ctx, grant);
}
