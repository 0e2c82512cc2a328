import { type Database, queryOutsideTenants, type Statement, type Transaction } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { JWK } from "jose";
import { type KeyTimes, publicPart, type SigningKey } from "./signing-key.ts";

const PURPOSE = "signing-key";

/** Any number that no other advisory lock of ours has. */
const LOCK = 4_917_302_655;

export interface TimesRow {
  id: string;
  created_at: string;
  signs_from: string;
  retires_at: string | null;
}

export interface KeyRow extends TimesRow {
  sealed: Buffer;
}

const TIMES = "id, created_at, signs_from, retires_at";
const READ_TIMES = { text: `select ${TIMES} from identity.signing_key order by created_at, id` };

/** Without what they sign with. */
export async function readTimes(db: Database): Promise<KeyTimes[]> {
  return (await queryOutsideTenants<TimesRow>(db, READ_TIMES)).map(timesOf);
}

/** As `readTimes`; until the transaction ends nobody else makes or removes a key. */
export async function lockTimes(tx: Transaction): Promise<KeyTimes[]> {
  await tx.query({ text: "select pg_advisory_xact_lock($1)", values: [LOCK] });
  return (await tx.query<TimesRow>(READ_TIMES)).map(timesOf);
}

export function readKeyRows(db: Database): Promise<KeyRow[]> {
  const text = `select ${TIMES}, sealed from identity.signing_key order by created_at, id`;
  return queryOutsideTenants<KeyRow>(db, { name: "signing_keys", text });
}

export function timesOf({ id, created_at, signs_from, retires_at }: TimesRow): KeyTimes {
  return {
    kid: id,
    createdAt: Date.parse(created_at),
    signsFrom: Date.parse(signs_from),
    retiresAt: retires_at === null ? null : Date.parse(retires_at),
  };
}

export function sealKey(envelope: Envelope, kid: string, jwk: JWK): Promise<Buffer> {
  return envelope.seal(INSTALLATION_ID, PURPOSE, [kid], Buffer.from(JSON.stringify(jwk)));
}

/**
 * The public part is made of the sealed one: whoever can write to the table cannot have another key published. Errors: as
 * of `Envelope.open`.
 */
export async function openKey(envelope: Envelope, row: KeyRow): Promise<SigningKey> {
  const opened = await envelope.open(INSTALLATION_ID, PURPOSE, [row.id], row.sealed);
  const privateJwk = JSON.parse(opened.toString()) as JWK;
  return { ...timesOf(row), privateJwk, ...publicPart(privateJwk) };
}

export function insertKey({ kid, createdAt, signsFrom }: KeyTimes, sealed: Buffer): Statement {
  return {
    text: `insert into identity.signing_key (id, algorithm, sealed, created_at, signs_from)
           values ($1, 'ES256', $2, $3, $4)`,
    values: [kid, sealed, isoOf(createdAt), isoOf(signsFrom)],
  };
}

/** Every other key leaves the JWKS at a time, or sooner where it was to leave sooner. */
export function retireOthers(kid: string, retiresAt: number): Statement {
  return {
    text: "update identity.signing_key set retires_at = least(retires_at, $2) where id <> $1",
    values: [kid, isoOf(retiresAt)],
  };
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
