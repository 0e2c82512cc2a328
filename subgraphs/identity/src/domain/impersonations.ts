import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { authorize, authorizeSignedIn } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "../context.ts";
import {
  IMPERSONATION_COLUMNS,
  type Impersonation,
  type ImpersonationRow,
  selectImpersonation,
  toImpersonation,
} from "../operators/impersonations.ts";

/** A tenant with more has other worries than the older ones, which are in its audit log. */
const MAX_SHOWN = 100;

/** By whom the tenant's users are and were acted as, newest first. */
export async function impersonations(ctx: IdentityContext): Promise<Impersonation[]> {
  const tenantId = authorize(ctx, "impersonation:read");
  const rows = await readAsTenant<ImpersonationRow>(ctx.db, tenantId, {
    name: "impersonations",
    text: `select ${IMPERSONATION_COLUMNS} from identity.impersonation where tenant_id = $1 order by id desc limit $2`,
    values: [tenantId, MAX_SHOWN],
  });
  return rows.map(toImpersonation);
}

/** The one under which the caller calls; null for whoever is themselves. */
export async function myImpersonation(ctx: IdentityContext): Promise<Impersonation | null> {
  const tenantId = authorizeSignedIn(ctx);
  const id = tryDecodeId("impersonation", ctx.principal.impersonation?.id ?? "");
  if (id === undefined) return null;
  const [row] = await readAsTenant<ImpersonationRow>(ctx.db, tenantId, selectImpersonation(tenantId, id));
  return row ? toImpersonation(row) : null;
}
