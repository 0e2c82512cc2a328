import { type Database, queryOutsideTenants, type Statement } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { TEXTS } from "../../pages/texts.ts";
import { tooManyAttempts } from "../attempts.ts";
import type { AnonymousRequest } from "../failed-attempts.ts";
import { addedFactor, noteAdded } from "./add-factor.ts";
import { changeFactors, countFactors, type FactorDeps, MAX_FACTORS, ownerOf, tooManyFactors } from "./factor-change.ts";
import type { FactorAdded } from "./factors.ts";
import { recordRefusal } from "./refusals.ts";
import { base32, newTotpSecret, stepsOf, totpUri } from "./totp-code.ts";

/** How long a secret that no code has confirmed is kept, in seconds. */
export const UNCONFIRMED_SECONDS = 10 * 60;

interface SecretRow {
  id: string;
  sealed: Buffer;
}

/**
 * The secret that an app is to be given. One per account at a time, so that showing the page again shows the same one and
 * an app that has read it is not left behind. Another browser session is shown another one, which takes its place: whoever
 * has no more than the password must not have seen the secret that the owner then confirms.
 */
export async function beginTotp(
  deps: FactorDeps,
  accountId: string,
  sessionUid: string,
): Promise<{ id: string; secret: string; uri: string }> {
  const { db, envelope } = deps;
  const query = <R>(statement: Parameters<typeof queryOutsideTenants>[1]) => queryOutsideTenants<R>(db, statement);
  if ((await countFactors(query, accountId)).TOTP >= MAX_FACTORS.TOTP) throw tooManyFactors("TOTP");
  const [{ email }, row] = [await ownerOf(db, accountId), await unconfirmed(db, envelope, accountId, sessionUid)];
  const secret = base32(await openSecret(envelope, row));
  return { id: row.id, secret, uri: totpUri(TEXTS.product, email, secret) };
}

/** The one that is there, unless it has expired or another session was shown it: then a new one takes its place. */
async function unconfirmed(
  db: Database,
  envelope: Envelope,
  accountId: string,
  sessionUid: string,
): Promise<SecretRow> {
  const id = newUuid();
  const sealed = await sealSecret(envelope, id, newTotpSecret());
  const [row] = await queryOutsideTenants<SecretRow>(db, {
    name: "begin_totp",
    // An update that changes nothing answers the row that is there, whoever put it there a moment ago.
    text: `insert into identity.totp as present (id, account_id, name, sealed, session_uid) values ($1, $2, '', $3, $5)
           on conflict (account_id) where confirmed_at is null do update set
             id = case when ${IS_VOID} then excluded.id else present.id end,
             sealed = case when ${IS_VOID} then excluded.sealed else present.sealed end,
             created_at = case when ${IS_VOID} then now() else present.created_at end,
             session_uid = excluded.session_uid
           returning id, sealed`,
    values: [id, accountId, sealed, UNCONFIRMED_SECONDS, sessionUid],
  });
  return row as SecretRow;
}

const IS_VOID =
  "(present.created_at <= now() - make_interval(secs => $4) or present.session_uid <> excluded.session_uid)";

/** Errors: NOT_FOUND for a secret that is not the account's, was confirmed, or has expired; CONFLICT; RATE_LIMITED. */
export async function confirmTotp(
  deps: FactorDeps,
  request: AnonymousRequest,
  accountId: string,
  input: { id: string; name: string; code: string },
): Promise<FactorAdded | undefined> {
  const faults: FieldFault[] = [];
  const name = readName(input.name, "name", faults);
  refuseFaults(faults);
  const row = await findUnconfirmed(deps.db, accountId, input.id);
  if (!row) throw notFound();
  const refuse = (reason: "WRONG_CODE" | "TOO_MANY_ATTEMPTS") =>
    recordRefusal(deps, request, { operation: "confirm-authenticator", accountId, reason });
  const attempt = await deps.attempts.count(accountId, request.clientAddress, "code");
  if (!attempt.ok) {
    await refuse("TOO_MANY_ATTEMPTS");
    throw tooManyAttempts(attempt.retryAfter);
  }
  const [step] = stepsOf(await openSecret(deps.envelope, row), input.code.replace(/\s/g, ""), deps.now());
  if (step === undefined) return refuse("WRONG_CODE");
  const added = await changeFactors(deps, request, accountId, addedFactor("TOTP", name), async (tx) => {
    const [before, unconfirmed] = await Promise.all([
      countFactors(tx.query, accountId),
      tx.query(selectUnconfirmed(accountId, input.id)),
    ]);
    if (before.TOTP >= MAX_FACTORS.TOTP) throw tooManyFactors("TOTP");
    if (unconfirmed.length === 0) throw notFound();
    tx.surelyAtEnd({
      text: `update identity.totp set name = $3, confirmed_at = now(), last_step = $4, last_used_at = now()
             where id = $1 and account_id = $2 and confirmed_at is null returning 1`,
      values: [input.id, accountId, name, step],
    });
    return noteAdded(deps, tx, accountId, before);
  });
  await attempt.succeed();
  return added;
}

async function findUnconfirmed(db: Database, accountId: string, id: string): Promise<SecretRow | undefined> {
  const [row] = await queryOutsideTenants<SecretRow>(db, selectUnconfirmed(accountId, id));
  return row;
}

function selectUnconfirmed(accountId: string, id: string): Statement {
  return {
    name: "find_unconfirmed_totp",
    text: `select id, sealed from identity.totp where id::text = $1 and account_id = $2 and confirmed_at is null
             and created_at > now() - make_interval(secs => $3)`,
    values: [id, accountId, UNCONFIRMED_SECONDS],
  };
}

/** Whether a code is one of the account's apps' now; it is then none any more, in any process. */
export async function takeTotp(
  { db, envelope, now }: FactorDeps,
  accountId: string,
  code: string,
): Promise<"TAKEN" | "USED_CODE" | "WRONG_CODE"> {
  const rows = await queryOutsideTenants<SecretRow>(db, {
    name: "find_totp",
    text: "select id, sealed from identity.totp where account_id = $1 and confirmed_at is not null order by id",
    values: [accountId],
  });
  let found: "USED_CODE" | "WRONG_CODE" = "WRONG_CODE";
  for (const row of rows)
    for (const step of stepsOf(await openSecret(envelope, row), code, now())) {
      if (await takeStep(db, row.id, step)) return "TAKEN";
      found = "USED_CODE";
    }
  return found;
}

/** False when the step, or a later one, was taken before. */
async function takeStep(db: Database, id: string, step: number): Promise<boolean> {
  const rows = await queryOutsideTenants(db, {
    name: "take_totp_step",
    text: `update identity.totp set last_step = $2, last_used_at = now()
           where id = $1 and last_step < $2 and confirmed_at is not null returning 1`,
    values: [id, step],
  });
  return rows.length > 0;
}

const PURPOSE = "totp";

function sealSecret(envelope: Envelope, id: string, secret: Buffer): Promise<Buffer> {
  return envelope.seal(INSTALLATION_ID, PURPOSE, [id], secret);
}

function openSecret(envelope: Envelope, { id, sealed }: SecretRow): Promise<Buffer> {
  return envelope.open(INSTALLATION_ID, PURPOSE, [id], sealed);
}
