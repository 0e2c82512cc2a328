import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import { DECLARED, type Values } from "./declared.ts";
import { valueIn } from "./layers.ts";

/** How many of these users have nothing that a policy would accept; by identity's word. */
export type LackingFactor = (tenantId: string, userIds: readonly string[], mfa: MfaPolicy) => Promise<number>;

/** What to know before settings become so, a sentence each. */
export function warningsOf(before: Values, after: Values): string[] {
  return DECLARED.flatMap(
    (declared) => declared.setting.warn?.(valueIn(before, declared), valueIn(after, declared)) ?? [],
  );
}

/** Members looked at: whoever has more is told of so many. */
const MAX_MEMBERS = 10_000;

/** Of members who would have to set something up; undefined when nobody must, or no more is asked than before. */
export async function warnOfFactors(
  db: Database,
  lacking: LackingFactor,
  tenantId: string,
  before: Values["security"],
  after: Values["security"],
): Promise<string | undefined> {
  const { mfa, mfaGraceDays } = after;
  if (mfa === before.mfa || (mfa !== "REQUIRED" && mfa !== "PHISHING_RESISTANT")) return undefined;
  const members = await readAsTenant<{ user_id: string }>(db, tenantId, {
    name: "members_for_factors",
    text: "select user_id from tenancy.member where tenant_id = $1 order by id limit $2",
    values: [tenantId, MAX_MEMBERS],
  });
  const userIds = members.map(({ user_id }) => user_id);
  const count = await lacking(tenantId, userIds, mfa);
  if (count === 0) return undefined;
  const what = mfa === "REQUIRED" ? "second factor" : "passkey";
  const who = count === 1 ? `1 member has no ${what}` : `${count} members have no ${what}`;
  const from = mfaGraceDays === 0 ? "now on" : `${mfaGraceDays} days from now on`;
  return `${who} and must set one up when they next enter, from ${from}.`;
}
