import {
  type Database,
  queryOutsideTenants,
  type Statement,
  type TransactionAboveTenants,
  withTransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import type { Mail, MailQueue, MailTemplate } from "../../mail/mail.ts";
import { takeAccountTurn } from "../account.ts";
import { type AccountChange, queueMails, recordOnAccount, usersOf } from "../account-events.ts";
import type { Attempts } from "../attempts.ts";
import type { AnonymousRequest, Denials } from "../failed-attempts.ts";

/** What everything about second factors works with. */
export interface FactorDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  envelope: Envelope;
  mail: MailQueue;
  denials: Denials;
  attempts: Attempts;
  keys: { challenges: Buffer; recoveryCodes: Buffer };
  /** Where pages are: passkeys work at this origin and no other. */
  publicOrigin: string;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Whose factors they are. */
export interface Owner {
  email: string;
  name: string;
  userHandle: Buffer;
}

export async function ownerOf(db: Database, accountId: string): Promise<Owner> {
  const [row] = await queryOutsideTenants<{ email: string; name: string; user_handle: Buffer }>(db, {
    name: "owner_of_factors",
    text: "select email, name, user_handle from identity.account where id = $1",
    values: [accountId],
  });
  if (!row) throw notFound();
  return { email: row.email, name: row.name, userHandle: row.user_handle };
}

/** A change with its record and the mail that tells the owner of it. */
export interface Told extends AccountChange {
  template: MailTemplate;
  /** Beside `at`, which is now. */
  values?: Readonly<Record<string, unknown>>;
}

/**
 * Changes an account's factors, one change of an account at a time, and tells of it: in every tenant whose user the
 * account is, and the owner by mail. `run` answers what has happened of what may happen; nothing of the rest is told.
 */
export async function changeFactors<T, Name extends string>(
  { db, mail, now }: FactorDeps,
  request: AnonymousRequest,
  accountId: string,
  may: Readonly<Record<Name, Told>>,
  run: (tx: TransactionAboveTenants) => Promise<{ answer: T; happened: readonly Name[] }>,
): Promise<T> {
  const { email: to } = await ownerOf(db, accountId);
  const at = new Date(now()).toISOString();
  const mails = new Map<string, Statement>();
  for (const [name, { template, values }] of Object.entries<Told>(may))
    mails.set(name, await mail.statement(request, { to, template, values: { at, ...values } } as Mail));
  return withTransactionAboveTenants(db, async (tx) => {
    const [account, users] = await Promise.all([takeAccountTurn(tx, accountId), usersOf(tx, accountId)]);
    if (!account) throw notFound();
    const { answer, happened } = await run(tx);
    if (happened.length === 0) return answer;
    for (const name of happened) await recordOnAccount(tx, request, users, may[name]);
    await queueMails(
      tx,
      happened.flatMap((name) => mails.get(name) ?? []),
    );
    return answer;
  });
}

/** At most so many of each kind. */
export const MAX_FACTORS = { TOTP: 5, PASSKEY: 20 } as const;

export function tooManyFactors(kind: keyof typeof MAX_FACTORS): AppError {
  const what = kind === "TOTP" ? "authenticator apps" : "passkeys";
  return new AppError("CONFLICT", `An account has at most ${MAX_FACTORS[kind]} ${what}. Remove one first.`);
}

/** How many factors an account has that were confirmed, of each kind. */
export async function countFactors(
  query: TransactionAboveTenants["query"],
  accountId: string,
): Promise<Record<keyof typeof MAX_FACTORS, number>> {
  const [row] = await query<{ totp: number; passkey: number }>({
    name: "count_factors",
    text: `select (select count(*)::int from identity.totp where account_id = $1 and confirmed_at is not null) as totp,
             (select count(*)::int from identity.passkey where account_id = $1) as passkey`,
    values: [accountId],
  });
  return { TOTP: row?.totp ?? 0, PASSKEY: row?.passkey ?? 0 };
}
