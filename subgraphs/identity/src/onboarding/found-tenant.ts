import { queryOutsideTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { AppError, appErrorOf, notFound } from "@bulkhead/kernel/error.ts";
import type { UserKey } from "../accounts/account.ts";
import { becomeUser } from "../accounts/become-user.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import { clearAway } from "./clear-away.ts";
import type { OnboardingDeps } from "./deps.ts";
import { moveOn, type OnboardingRow, onboardingInTurn, selectOpen } from "./onboarding-row.ts";

/**
 * Makes the tenant that somebody has chosen. Each step is one transaction of one room and bears being done again, so that
 * whoever comes back after a crash goes on with the same call: the user who will be its Admin, then the tenant together
 * with their membership, so that no tenant is ever without an Admin; the last one only writes down that it is done.
 */
export async function foundTenant(
  deps: OnboardingDeps,
  accountId: string,
  request: AnonymousRequest,
): Promise<UserKey> {
  const { db, tenancy, feed } = deps;
  const [found] = await queryOutsideTenants<OnboardingRow>(db, selectOpen(accountId));
  if (!found) throw notFound();
  const row = found.step === "CHOSEN" ? await confirm(deps, accountId, found, request) : found;
  const user = { tenantId: row.tenant_id, userId: row.user_id };
  const { requestId, clientAddress } = request;
  const { slug, name, template, template_version: templateVersion } = row;
  try {
    await tenancy.createTenant({ ...user, requestId, clientAddress }, { slug, name, template, templateVersion });
  } catch (error) {
    // The slug is not held any more: nothing can come of this one.
    if (appErrorOf(error)?.code === "CONFLICT") await clearAway(deps, row.id, { whateverItsAge: true });
    throw error;
  }
  await queryOutsideTenants(db, moveOn(row.id, "DONE"));
  // Whoever goes on from here is asked for their role at once.
  await feed.settled();
  return user;
}

/** The slug for an hour more, and the user. */
async function confirm(
  { db, tenancy, attempts }: OnboardingDeps,
  accountId: string,
  { id, tenant_id: tenantId, slug }: OnboardingRow,
  request: AnonymousRequest,
): Promise<OnboardingRow> {
  const attempt = await attempts.count(accountId, request.clientAddress, "tenant");
  if (!attempt.ok) throw tooManyTenants(attempt.retryAfter);
  try {
    await tenancy.reserveSlug(tenantId, slug);
    return await withTransactionAboveTenants(db, async (tx) => {
      const row = await onboardingInTurn(tx, id);
      if (!row) throw notFound();
      // Another tab has chosen otherwise since, or has confirmed this one.
      if (row.step === "CHOSEN" && row.slug !== slug) throw new AppError("CONFLICT", "Your choice has just changed.");
      if (row.step !== "CHOSEN") return row;
      await becomeUser(tx, { accountId, user: { tenantId, userId: row.user_id }, request });
      tx.atEnd(moveOn(id, "CONFIRMED"));
      return { ...row, step: "CONFIRMED" };
    });
  } catch (error) {
    await attempt.giveBack();
    throw error;
  }
}

/** The one sentence about too many, whichever of the limits it is. */
export function tooManyTenants(retryAfter: number): AppError {
  const message = "That is more than one person, or one network, may do in a day. Try again later.";
  return new AppError("RATE_LIMITED", message, { extensions: { budget: "onboarding", retryAfter } });
}
