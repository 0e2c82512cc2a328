import { AppError } from "@bulkhead/kernel/error.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";

/**
 * An export has every collection, and perhaps the audit log: nobody makes or takes one who may not read these. Errors:
 * FORBIDDEN.
 */
export function requireAllOf(ctx: TenancyContext, hasAudit: boolean): void {
  if (ctx.principal.collections !== undefined)
    throw new AppError("FORBIDDEN", "Your role is limited to some collections, and an export has all of them.");
  if (hasAudit) authorize(ctx, "audit-event:read");
}
