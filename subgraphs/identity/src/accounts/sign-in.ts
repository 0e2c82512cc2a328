import { type Database, queryOutsideTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { emailKey, readEmail } from "../email.ts";
import { type Account, findAccount, stillHasPassword } from "./account.ts";
import { type Attempts, countPassword, tooManyAttempts } from "./attempts.ts";
import { type AnonymousRequest, type Denials, type FailureReason, recordFailure } from "./failed-attempts.ts";
import { unmatchableHash } from "./password-hash.ts";
import type { Passwords } from "./passwords.ts";
import { typedPassword } from "./read-password.ts";
import { usersToSignInAs } from "./users-of-account.ts";

export interface SignInDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  passwords: Passwords;
  attempts: Attempts;
  denials: Denials;
  log: Log;
}

export interface SignInInput extends AnonymousRequest {
  email: string;
  password: string;
  /** Digest of the device that the browser says it is (known-device). */
  device?: Buffer | undefined;
}

export interface SignedIn {
  /** uuid; never leaves the authorisation server. */
  accountId: string;
  /** When the password was set that was given: a session is void once the account says another time. */
  passwordChangedAt: string;
}

/**
 * Whether somebody is who they say: the account that the password opens, or undefined whatever was wrong. An unknown
 * address costs what a known one costs. Rejects with RATE_LIMITED after too many attempts, whether or not the account
 * exists, and with UNAVAILABLE when passwords cannot be compared at the moment.
 */
export type SignIn = (input: SignInInput) => Promise<SignedIn | undefined>;

export function createSignIn({ db, passwords, attempts, denials, log }: SignInDeps): SignIn {
  const nobodysHash = unmatchableHash();

  /** Better parameters than those of the day the password was set. Signing in does not depend on it. */
  async function rehash({ id, passwordHash }: Account, password: string): Promise<void> {
    try {
      const better = await passwords.hash(password);
      await queryOutsideTenants(db, {
        text: "update identity.account set password_hash = $3 where id = $1 and password_hash = $2",
        values: [id, passwordHash, better],
      });
    } catch (error) {
      log.warn(
        { detail: (error as Error).message },
        "a password could not be hashed anew; the next sign-in tries again",
      );
    }
  }

  return async ({ email, password, device, ...request }) => {
    const key = keyOf(email);
    const typed = typedPassword(password);
    // What is no address is looked for as well, as the one that nobody has.
    const account = await findAccount(db, key ?? "", device);
    const known = account?.knowsDevice ? device : undefined;
    const attempt = await countPassword(attempts, key ?? email, known, request.clientAddress);
    const fail = (reason: FailureReason): undefined =>
      recordFailure(denials, request, { operation: "sign-in", account, reason });
    if (!attempt.ok) {
      fail("TOO_MANY_ATTEMPTS");
      throw tooManyAttempts(attempt.retryAfter);
    }
    const matches = await passwords.verify(account?.passwordHash ?? nobodysHash, typed).catch(async (error) => {
      await attempt.giveBack();
      throw error;
    });
    if (!account || !matches) return fail(account ? "WRONG_PASSWORD" : "UNKNOWN_ACCOUNT");
    const standing = await withTransactionAboveTenants(db, async (tx) =>
      (await stillHasPassword(tx, account)) ? usersToSignInAs(tx, account.users) : undefined,
    );
    if (!standing) return fail("WRONG_PASSWORD");
    // Whoever has signed up and was not added anywhere yet has an account all the same.
    if (standing.length === 0 && account.users.length > 0) return fail("USER_LOCKED");
    await attempt.succeed();
    if (passwords.needsRehash(account.passwordHash)) await rehash(account, typed);
    return { accountId: account.id, passwordChangedAt: account.passwordChangedAt };
  };
}

/** The e-mail address as accounts are found by it; undefined for a text that is none. */
function keyOf(email: string): string | undefined {
  const faults: FieldFault[] = [];
  const read = readEmail(email.trim(), "email", faults);
  return faults.length > 0 ? undefined : emailKey(read);
}
