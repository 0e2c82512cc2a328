import { createHash, randomBytes } from "node:crypto";
import {
  type Database,
  queryOutsideTenants,
  type Statement,
  type TransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";

/** What a link that was sent by mail is for. Whoever has it reads the mail of the address; nobody else has it. */
export const PROOF_SECONDS = {
  SIGN_UP: 24 * 3_600,
  RESET_PASSWORD: 3_600,
  CHANGE_EMAIL: 24 * 3_600,
  /** Long enough to come back from a week away. */
  REVERT_EMAIL: 7 * 24 * 3_600,
} as const;
export type Purpose = keyof typeof PROOF_SECONDS;

/** What a link says while it works. */
export interface MailProof {
  id: string;
  /** The address that it was sent to, as given and as compared. */
  email: string;
  emailKey: string;
  /** uuid; null while there is no account. */
  accountId: string | null;
  /** Sign-in of a client to go on with afterwards. */
  interaction: string | null;
  createdAt: string;
}

export interface NewProof extends Pick<MailProof, "email" | "emailKey"> {
  purpose: Purpose;
  accountId?: string | undefined;
  interaction?: string | undefined;
  /** Whether it counts as sent when the account was made, so that all that was set up since came after it. */
  isOfBeginning?: boolean;
}

/** 256 random bits in base64url (RFC 4648 section 5). The last of 43 characters carries four bits, so it has 16 forms. */
const TOKEN = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** A new token. It exists here and in the link, nowhere else. */
export function makeToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a token: SHA-256 of its 32 bytes, which need no slow hash. Undefined for a text that is no token. */
export function digestToken(token: string): Buffer | undefined {
  return TOKEN.test(token) ? createHash("sha256").update(Buffer.from(token, "base64url")).digest() : undefined;
}

/** Keeps a new link; an older one for the same purpose, address and account works no longer. */
export function keepProof(token: string, proof: NewProof): Statement {
  const { purpose, email, emailKey, accountId, interaction, isOfBeginning = false } = proof;
  return {
    name: "keep_mail_proof",
    text: `insert into identity.mail_proof
             (id, digest, purpose, email, email_key, account_id, interaction, expires_at, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8),
             case when $9 then (select created_at from identity.account where id = $6) else now() end)
           on conflict (purpose, email_key, account_id) where used_at is null do update set id = excluded.id,
             digest = excluded.digest, email = excluded.email, interaction = excluded.interaction,
             created_at = excluded.created_at, expires_at = excluded.expires_at`,
    values: [
      newUuid(),
      digestToken(token),
      purpose,
      email,
      emailKey,
      accountId ?? null,
      interaction ?? null,
      PROOF_SECONDS[purpose],
      isOfBeginning,
    ],
  };
}

interface Row {
  id: string;
  email: string;
  email_key: string;
  account_id: string | null;
  interaction: string | null;
  created_at: string;
}

const COLUMNS = "id, email, email_key, account_id, interaction, created_at";
const WORKS = "digest = $1 and purpose = $2 and used_at is null and expires_at > now()";

function toProof(row: Row | undefined): MailProof | undefined {
  if (!row) return undefined;
  const { id, email, email_key: emailKey, account_id: accountId, interaction, created_at: createdAt } = row;
  return { id, email, emailKey, accountId, interaction, createdAt };
}

/** What a link says; undefined for one that does not work (any more), or is for another purpose. It stays unused. */
export async function findProof(db: Database, purpose: Purpose, token: string): Promise<MailProof | undefined> {
  const digest = digestToken(token);
  if (digest === undefined) return undefined;
  const text = `select ${COLUMNS} from identity.mail_proof where ${WORKS}`;
  return toProof((await queryOutsideTenants<Row>(db, { name: "find_mail_proof", text, values: [digest, purpose] }))[0]);
}

/** Whose account a link is or was about, whether or not it works; undefined for one that nobody was sent, or is swept away. */
export async function accountOfProof(db: Database, token: string): Promise<string | undefined> {
  const digest = digestToken(token);
  if (digest === undefined) return undefined;
  const text = "select account_id from identity.mail_proof where digest = $1";
  const [row] = await queryOutsideTenants<{ account_id: string | null }>(db, {
    name: "account_of_mail_proof",
    text,
    values: [digest],
  });
  return row?.account_id ?? undefined;
}

/** Uses a link up, with the end of the transaction. Of any number of uses at once one gets it. */
export async function useProof(
  tx: TransactionAboveTenants,
  purpose: Purpose,
  token: string,
): Promise<MailProof | undefined> {
  const digest = digestToken(token);
  if (digest === undefined) return undefined;
  const text = `select ${COLUMNS} from identity.mail_proof where ${WORKS}`;
  const [row] = await tx.query<Row>({ name: "mail_proof_to_use", text, values: [digest, purpose] });
  if (row)
    tx.surelyAtEnd({
      name: "use_mail_proof",
      text: `update identity.mail_proof set used_at = now() where ${WORKS} returning 1`,
      values: [digest, purpose],
    });
  return toProof(row);
}

/** Whatever else was sent about an account for these purposes works no longer; `after` spares what was sent before. */
export function voidProofs(
  tx: TransactionAboveTenants,
  accountId: string,
  purposes: readonly Purpose[],
  after = "-infinity",
): void {
  tx.atEnd({
    name: "void_mail_proofs",
    text: `update identity.mail_proof set used_at = now()
           where account_id = $1 and purpose = any($2) and used_at is null and created_at > $3::timestamptz`,
    values: [accountId, purposes, after],
  });
}

/**
 * For an account that has changed its address: whether it went back to one that it could yet take back. Then that link is
 * used, and those to the addresses it had in between are void: they would give it to whoever had taken it.
 */
export async function isTakenBack(tx: TransactionAboveTenants, accountId: string, emailKey: string): Promise<boolean> {
  const values = [accountId, emailKey];
  const rows = await tx.query({ name: "address_to_take_back", text: TO_TAKE_BACK, values });
  if (rows.length === 0) return false;
  tx.atEnd({
    name: "take_address_back",
    text: `update identity.mail_proof set used_at = now()
           where account_id = $1 and purpose = 'REVERT_EMAIL' and used_at is null and created_at >= (${TO_TAKE_BACK})`,
    values,
  });
  return true;
}

const TO_TAKE_BACK = `select created_at from identity.mail_proof where account_id = $1 and purpose = 'REVERT_EMAIL'
                      and email_key = $2 and used_at is null and expires_at > now()`;

/** Whether an account may yet take an address back: until then nobody who did not prove to read its mail gets it. */
export async function isReserved(tx: TransactionAboveTenants, emailKey: string): Promise<boolean> {
  const rows = await tx.query({
    name: "address_is_reserved",
    text: `select from identity.mail_proof
           where purpose = 'REVERT_EMAIL' and email_key = $1 and used_at is null and expires_at > now()`,
    values: [emailKey],
  });
  return rows.length > 0;
}
