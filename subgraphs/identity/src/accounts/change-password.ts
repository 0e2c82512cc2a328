import { withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { findAccountById, stillHasPassword, takeAccountTurn } from "./account.ts";
import { queueMails } from "./account-events.ts";
import { countPassword, tooManyAttempts } from "./attempts.ts";
import { recordFailure, requestAs } from "./failed-attempts.ts";
import { doing, type OwnerDeps, type OwnerRequest } from "./mailed-link.ts";
import { readNewPassword, typedPassword } from "./read-password.ts";
import { replacePassword } from "./replace-password.ts";

export interface ChangePasswordInput {
  accountId: string;
  /** The password that the account has. */
  current: string;
  password: string;
  /** Digest of the browser that asks. */
  device?: Buffer | undefined;
  request: OwnerRequest;
}

/**
 * Another password for a person who knows the one they have. Every session and grant of theirs ends. Errors:
 * BAD_USER_INPUT, with WRONG_PASSWORD on `current`; RATE_LIMITED; UNAVAILABLE.
 */
export type ChangePassword = (input: ChangePasswordInput) => Promise<void>;

export function createChangePassword(deps: OwnerDeps): ChangePassword {
  const { db, passwords, passwordPolicy, attempts, denials, mail, feed } = deps;
  return async ({ accountId, current, device, request, ...given }) => {
    const account = await findAccountById(db, accountId, device);
    if (!account) throw notFound();
    const faults: FieldFault[] = [];
    const password = await readNewPassword(passwordPolicy, given.password, "password", account, faults);
    refuseFaults(faults);
    const fail = (reason: "WRONG_PASSWORD" | "TOO_MANY_ATTEMPTS") =>
      recordFailure(denials, request, { operation: "change-password", account, reason });
    const attempt = await countPassword(
      attempts,
      account.emailKey,
      account.knowsDevice ? device : undefined,
      request.clientAddress,
    );
    if (!attempt.ok) {
      fail("TOO_MANY_ATTEMPTS");
      throw tooManyAttempts(attempt.retryAfter);
    }
    try {
      if (!(await passwords.verify(account.passwordHash, typedPassword(current)))) {
        fail("WRONG_PASSWORD");
        throw wrongPassword();
      }
      const hash = await passwords.hash(password);
      const told = await mail.statement(request, {
        to: account.email,
        template: "password-changed",
        values: doing(request),
      });
      const isDone = await withTransactionAboveTenants(db, async (tx) => {
        await takeAccountTurn(tx, account.id);
        if (!(await stillHasPassword(tx, account))) return false;
        const requestOf = ({ tenantId, userId }: (typeof account.users)[number]) =>
          requestAs(request, tenantId, userId);
        await replacePassword(tx, requestOf, account.id, hash);
        await queueMails(tx, [told]);
        return true;
      });
      if (!isDone) throw wrongPassword();
    } catch (error) {
      if (!(error instanceof AppError && error.code === "BAD_USER_INPUT")) await attempt.giveBack();
      throw error;
    }
    await Promise.all([attempt.succeed(), feed.settled()]);
  };
}

function wrongPassword(): AppError {
  const message = "This is not the password that you have now.";
  return new AppError("BAD_USER_INPUT", message, { fields: [{ path: "current", code: "WRONG_PASSWORD", message }] });
}
