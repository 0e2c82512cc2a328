import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import type { UserKey } from "../accounts/account.ts";
import type { OpenOnboarding } from "./deps.ts";
import { type OnboardingRow, selectOpen } from "./onboarding-row.ts";

export async function findOpen(
  db: Database,
  accountId: string,
): Promise<{ isProved: boolean; open: OpenOnboarding | undefined }> {
  const [[account], [row]] = await Promise.all([
    queryOutsideTenants<{ is_proved: boolean }>(db, {
      name: "is_address_proved",
      text: "select email_verified_at is not null as is_proved from identity.account where id = $1",
      values: [accountId],
    }),
    queryOutsideTenants<OnboardingRow>(db, selectOpen(accountId)),
  ]);
  return { isProved: account?.is_proved === true, open: row && toOpen(row) };
}

/** The tenant that somebody made last, within a day. */
export async function lastFounded(db: Database, accountId: string): Promise<UserKey | undefined> {
  const [row] = await queryOutsideTenants<UserKey>(db, {
    name: "last_founded",
    text: `select tenant_id as "tenantId", user_id as "userId" from identity.onboarding
           where account_id = $1 and step = 'DONE' order by done_at desc limit 1`,
    values: [accountId],
  });
  return row;
}

export function toOpen(row: OnboardingRow): OpenOnboarding {
  const { id, tenant_id: tenantId, user_id: userId, slug, name, template, template_version: templateVersion } = row;
  return { id, tenantId, userId, slug, name, template, templateVersion, isConfirmed: row.step === "CONFIRMED" };
}
