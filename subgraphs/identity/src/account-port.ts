import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import type { MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import type { UserKey } from "./accounts/account.ts";
import type { Factor, Factors } from "./accounts/factors/factors.ts";
import type { AnonymousRequest } from "./accounts/failed-attempts.ts";
import { emailKey } from "./email.ts";

/** The account behind a user, as far as its owner may see and change it from inside a tenant (docs/adr/0030). */
export interface OwnAccount {
  factors: Factor[];
  recoveryCodes: number;
  /** Whether they have proved to read the mail of an address. */
  verifies(email: string): boolean;
}

/**
 * What this room may ask of accounts, whose tables its role cannot read. Whose account it is follows from the user that the
 * credential names; an account's id never comes here.
 */
export interface AccountPort {
  /** Undefined for a user whom nobody can sign in as. */
  of(user: UserKey): Promise<OwnAccount | undefined>;
  /** False when the user's account has no such factor (any more). Recorded in every tenant of the account, told by mail. */
  removeFactor(request: AnonymousRequest, user: UserKey, factorId: string): Promise<boolean>;
  /** How many of a tenant's users have nothing that a policy would accept. */
  lackingFactor(tenantId: string, userIds: readonly string[], mfa: MfaPolicy): Promise<number>;
}

/** Over the tables above tenants; `db` is signed in as bulkhead_oauth. */
export function createAccountPort(db: Database, factors: Factors): AccountPort {
  return {
    async of(user) {
      const account = await accountOf(db, user);
      if (!account) return undefined;
      const { factors: held, recoveryCodes } = await factors.list(account.id);
      const verifies = (email: string) => account.is_verified && account.email_key === emailKey(email);
      return { factors: held, recoveryCodes, verifies };
    },
    async removeFactor(request, user, factorId) {
      const account = await accountOf(db, user);
      return account !== undefined && factors.remove(request, account.id, factorId);
    },
    lackingFactor: (...given) => countLacking(db, ...given),
  };
}

/** Where nobody has an account. */
export const NO_ACCOUNTS: AccountPort = {
  of: async () => undefined,
  removeFactor: async () => false,
  lackingFactor: async (_tenantId, userIds) => userIds.length,
};

/** Of what is made after the room: accounts ask rooms who may enter, and rooms ask them. */
export function laterAccountPort(port: () => AccountPort): AccountPort {
  return {
    of: (user) => port().of(user),
    removeFactor: (...given) => port().removeFactor(...given),
    lackingFactor: (...given) => port().lackingFactor(...given),
  };
}

async function accountOf(db: Database, { tenantId, userId }: UserKey) {
  const [account] = await queryOutsideTenants<{ id: string; email_key: string; is_verified: boolean }>(db, {
    name: "account_of_user",
    text: `select id, email_key, email_verified_at is not null as is_verified from identity.account
           where id = (select account_id from identity.account_user where tenant_id = $1 and user_id = $2)`,
    values: [tenantId, userId],
  });
  return account;
}

/** Whoever has no account yet has nothing. A passkey that was flagged is none (docs/adr/0026). */
async function countLacking(
  db: Database,
  tenantId: string,
  userIds: readonly string[],
  mfa: MfaPolicy,
): Promise<number> {
  if (mfa !== "REQUIRED" && mfa !== "PHISHING_RESISTANT") return 0;
  const [row] = await queryOutsideTenants<{ held: number }>(db, {
    name: "users_with_factor",
    text: `select count(*)::int as held from identity.account_user
           where tenant_id = $1 and user_id = any($2) and (
             exists (select from identity.passkey
                     where passkey.account_id = account_user.account_id and flagged_at is null)
             or $3 and exists (select from identity.totp
                               where totp.account_id = account_user.account_id and confirmed_at is not null))`,
    values: [tenantId, userIds, mfa === "REQUIRED"],
  });
  return userIds.length - (row?.held ?? 0);
}
