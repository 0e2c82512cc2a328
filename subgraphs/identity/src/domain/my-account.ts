import { encodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { Factor as AccountFactor } from "../accounts/factors/factors.ts";
import { callingUser } from "../caller.ts";
import { isOfInstallation } from "../client-owner.ts";
import type { IdentityContext } from "../context.ts";

/** A second factor as the schema shows it. */
export interface Factor {
  id: string;
  kind: AccountFactor["kind"];
  name: string | null;
  createdAt: string;
  lastUsedAt: string | null;
}

export interface MyAccount {
  email: string | null;
  isEmailVerified: boolean;
  factors: Factor[];
  recoveryCodesLeft: number;
}

const NOBODYS: MyAccount = { email: null, isEmailVerified: false, factors: [], recoveryCodesLeft: 0 };

/**
 * What the caller signs in with. It belongs to a person above tenants, so what would tell of their life in another tenant
 * (what they call a factor, and when they used it) is for applications of the installation alone.
 */
export async function myAccount(ctx: IdentityContext): Promise<MyAccount> {
  authorize(ctx, "account:read");
  const caller = callingUser(ctx.principal);
  if (!caller) return NOBODYS;
  const [user, account, isTrusted] = await Promise.all([
    ctx.loaders.user(caller.tenantId, caller.userId),
    ctx.loaders.account(caller),
    isOfInstallation(ctx),
  ]);
  return {
    email: user?.email ?? null,
    isEmailVerified: user !== undefined && (account?.verifies(user.email) ?? false),
    factors: (account?.factors ?? []).map(({ id, kind, name, createdAt, lastUsedAt }) => ({
      id: encodeId("factor", id),
      kind,
      name: isTrusted ? name : null,
      createdAt,
      lastUsedAt: isTrusted ? lastUsedAt : null,
    })),
    recoveryCodesLeft: account?.recoveryCodes ?? 0,
  };
}
