import { withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { OnboardingDeps } from "./deps.ts";
import { moveOn, onboardingInTurn } from "./onboarding-row.ts";

/**
 * Ends what somebody has begun and not finished. Tenancy lets go of the slug first: from then on the tenant cannot be made,
 * so what belongs to it here is nobody's. If it was made, there is nothing to clear away and only that to write down.
 */
export async function clearAway(
  { db, tenancy }: Pick<OnboardingDeps, "db" | "tenancy">,
  id: string,
  { whateverItsAge = false }: { whateverItsAge?: boolean } = {},
): Promise<void> {
  const tenantId = await withTransactionAboveTenants(db, async (tx) => {
    const row = await onboardingInTurn(tx, id);
    return row && row.step !== "DONE" && (row.is_due || whateverItsAge) ? row.tenant_id : undefined;
  });
  if (tenantId === undefined) return;
  const { isTaken } = await tenancy.releaseSlug(tenantId);
  await withTransactionAboveTenants(db, async (tx) => {
    const row = await onboardingInTurn(tx, id);
    // Its owner has come back meanwhile.
    if (!row || row.step === "DONE" || !(row.is_due || whateverItsAge)) return;
    if (isTaken) return tx.atEnd(moveOn(id, "DONE"));
    const { user_id: userId } = row;
    tx.atEnd({ name: "end_onboarding", text: "delete from identity.onboarding where id = $1", values: [id] });
    tx.atEnd({
      name: "unlink_user",
      text: "delete from identity.account_user where tenant_id = $1 and user_id = $2",
      values: [tenantId, userId],
    });
    tx.enter(tenantId).atEnd({
      name: "remove_unborn_user",
      text: `delete from identity."user" where tenant_id = $1 and id = $2`,
      values: [tenantId, userId],
    });
  });
}
