import { queryOutsideTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { usersOf } from "../accounts/account-events.ts";
import { becomeUser } from "../accounts/become-user.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import type { JoinOffer, JoinState, OnboardingDeps } from "./deps.ts";

export interface Joining {
  accountId: string;
  /** uuid of the tenant that was offered. */
  tenantId: string;
  request: AnonymousRequest;
}

/** What is offered to whoever has proved an address; undefined where nothing is. */
export async function offerOf(
  { db, tenancy }: Pick<OnboardingDeps, "db" | "tenancy">,
  accountId: string,
): Promise<JoinOffer | undefined> {
  const email = await provenAddress(db, accountId);
  if (email === undefined) return undefined;
  const users = await withTransactionAboveTenants(db, (tx) => usersOf(tx, accountId));
  return tenancy.joinOffer(email, Object.fromEntries(users.map(({ tenantId, userId }) => [tenantId, userId])));
}

/**
 * Joins the tenant that has the domain of the person's address, or asks to. The user comes first, then what tenancy makes
 * of them: one who was left between the two may do nothing, and asks again.
 */
export async function joinByDomain(
  deps: OnboardingDeps,
  { accountId, tenantId, request }: Joining,
): Promise<JoinState> {
  const { db, tenancy, feed } = deps;
  const [offer, email] = await Promise.all([offerOf(deps, accountId), provenAddress(db, accountId)]);
  if (!offer || email === undefined || offer.tenantId !== tenantId) throw notFound();
  if (offer.state !== "AUTOMATIC" && offer.state !== "APPROVAL") return offer.state;
  const userId = await withTransactionAboveTenants(db, (tx) =>
    becomeUser(tx, { accountId, user: { tenantId, userId: newUuid() }, request }),
  );
  const { requestId, clientAddress } = request;
  const state = await tenancy.joinTenant({ tenantId, userId, requestId, clientAddress }, email);
  await feed.settled();
  return state;
}

async function provenAddress(db: OnboardingDeps["db"], accountId: string): Promise<string | undefined> {
  const [row] = await queryOutsideTenants<{ email: string }>(db, {
    name: "proven_address",
    text: "select email from identity.account where id = $1 and email_verified_at is not null",
    values: [accountId],
  });
  return row?.email;
}
