import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { setLocked, userToChange } from "../change-user.ts";
import type { IdentityContext } from "../context.ts";
import { toUser, type User } from "../user-row.ts";

/** Lets a locked user sign in again. Grants that the lock ended stay ended. */
export async function unlockUser(ctx: IdentityContext, input: { id: string }): Promise<User> {
  const tenantId = authorize(ctx, "user:unlock");
  requireFresh(ctx, "unlockUser");
  const id = decodeId("user", input.id, "input.id");

  const row = await withTenant(ctx.db, tenantId, async (tx) => {
    const before = await userToChange(tx, id);
    const changes = before.locked_at !== null;
    if (changes) tx.atEnd(setLocked(tenantId, id, null));
    const events = changes ? [{ type: "user.unlocked", subject: id, payload: {} }] : [];
    tx.atEnd(appendOutbox(tenantId, events));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "user.unlock", target: encodeId("user", id) }));
    return { ...before, locked_at: null };
  });
  await ctx.feed.settled();
  return toUser(row);
}
