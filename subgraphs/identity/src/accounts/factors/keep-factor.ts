import { type TransactionAboveTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { endSessions, sessionsOf } from "../../oauth/end-sessions.ts";
import { holdAccount, takeAccountTurn } from "../account.ts";
import { type AccountChange, queueMails, recordOnAccount, usersOf } from "../account-events.ts";
import { actorAmong } from "../failed-attempts.ts";
import { doing, type OwnerRequest } from "../mailed-link.ts";
import { forgetDevices } from "../replace-password.ts";
import { type FactorDeps, ownerOf } from "./factor-change.ts";
import { listFactors } from "./factor-list.ts";
import { type Factor, type KeepFactor, shownFactor } from "./factors.ts";
import { CODES_MADE, replaceCodes } from "./recovery-codes.ts";

/**
 * Removes whatever signs in to an account but its password and one factor: other factors, recovery codes of before, every
 * other session and known browser. For an owner who cannot tell what a thief has added. Answers new recovery codes;
 * undefined when the account has no such factor, or it opens nothing. Errors: CONFLICT when others changed them meanwhile.
 */
export async function keepFactor(
  deps: FactorDeps,
  request: OwnerRequest,
  accountId: string,
  { id, sessionUid }: KeepFactor,
): Promise<string[] | undefined> {
  const { db, mail, keys } = deps;
  const { email: to } = await ownerOf(db, accountId);
  const { factors } = await listFactors(db, accountId);
  if (!factors.some((one) => one.id === id && !one.isFlagged)) return undefined;
  const others = factors.filter((one) => one.id !== id);
  const removed = others.map(shownFactor).map(({ factor, name }) => ({ factor, name }));
  const told = await mail.statement(request, {
    to,
    template: "factors-replaced",
    values: { ...doing(request), removed },
  });
  return withTransactionAboveTenants(db, async (tx) => {
    if (!(await takeAccountTurn(tx, accountId))) throw notFound();
    const users = await usersOf(tx, accountId);
    const uids = (await sessionsOf(tx, accountId)).filter((uid) => uid !== sessionUid);
    const sessions = await endSessions(tx, uids, actorAmong(request, users));
    tx.atEnd(holdAccount(accountId));
    await removeOthers(tx, accountId, id, others);
    forgetDevices(tx, accountId);
    const codes = replaceCodes(tx, keys.recoveryCodes, accountId);
    for (const change of changesOf(others, sessions)) await recordOnAccount(tx, request, users, change);
    await queueMails(tx, [told]);
    return codes;
  });
}

/** Those and no others: the mail names them. */
async function removeOthers(
  tx: TransactionAboveTenants,
  accountId: string,
  keptId: string,
  others: readonly Factor[],
): Promise<void> {
  const kept = await tx.query({
    text: `select from identity.totp where account_id = $1 and id::text = $2 and confirmed_at is not null
           union all select from identity.passkey where account_id = $1 and id::text = $2 and flagged_at is null`,
    values: [accountId, keptId],
  });
  const found = await tx.query<{ id: string }>({
    text: `select id from identity.totp where account_id = $1 and id::text <> $2 and confirmed_at is not null
           union all select id from identity.passkey where account_id = $1 and id::text <> $2`,
    values: [accountId, keptId],
  });
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort();
  if (kept.length === 0 || ids(found).join() !== ids(others).join())
    throw new AppError("CONFLICT", "The factors of this account have changed meanwhile. Look at them again.");
  for (const table of ["totp", "passkey"])
    tx.atEnd({
      text: `delete from identity.${table} where account_id = $1 and id::text <> $2`,
      values: [accountId, keptId],
    });
}

function changesOf(others: readonly Factor[], sessions: number): AccountChange[] {
  return [
    ...others.map(({ kind }) => ({
      type: "factor.removed",
      payload: { kind },
      action: "factor.remove",
      detail: { kind },
    })),
    CODES_MADE,
    ...(sessions > 0 ? [{ type: "session.ended", action: "session.end", detail: { sessions } }] : []),
  ];
}
