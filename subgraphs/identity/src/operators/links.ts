import { queryOutsideTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { tooManyAttempts } from "../accounts/attempts.ts";
import { base32, newTotpSecret, stepsOf, totpUri } from "../accounts/factors/totp-code.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import { digestToken, makeToken } from "../accounts/mail-proofs.ts";
import { readNewPassword } from "../accounts/read-password.ts";
import { TEXTS } from "../pages/texts.ts";
import type { OperatorDeps, Tx } from "./deps.ts";
import { endImpersonationsOf } from "./impersonations.ts";
import { asOperator, record, refuse } from "./record.ts";
import { endSessions } from "./sessions.ts";

/** A link by which an operator sets a password and a second factor, both at once. */
export interface OperatorLink {
  url: string;
  /** RFC 3339. */
  expiresAt: string;
}

const LINK_SECONDS = 24 * 3_600;
const PURPOSE = "operator-totp";

export const sealTotp = ({ envelope }: OperatorDeps, operatorId: string, secret: Buffer) =>
  envelope.seal(INSTALLATION_ID, PURPOSE, [operatorId], secret);
export const openTotp = ({ envelope }: OperatorDeps, operatorId: string, sealed: Buffer) =>
  envelope.open(INSTALLATION_ID, PURPOSE, [operatorId], sealed);

/** A link that is made before its transaction begins: sealing may have to wait for a key. */
export async function prepareLink(deps: OperatorDeps, operatorId: string) {
  const token = makeToken();
  const sealed = await sealTotp(deps, operatorId, newTotpSecret());
  const keep = async (tx: Tx, createdBy: string): Promise<OperatorLink> => {
    const [row] = await tx.query<{ expires_at: string }>({
      name: "keep_operator_link",
      text: `insert into identity.operator_link (operator_id, digest, totp_sealed, created_by, expires_at)
             values ($1, $2, $3, $4, now() + make_interval(secs => $5))
             on conflict (operator_id) do update set digest = excluded.digest, totp_sealed = excluded.totp_sealed,
               created_by = excluded.created_by, created_at = now(), expires_at = excluded.expires_at
             returning expires_at`,
      values: [operatorId, digestToken(token), sealed, createdBy, LINK_SECONDS],
    });
    return { url: `${deps.publicOrigin}/operator/set-up?token=${token}`, expiresAt: row?.expires_at as string };
  };
  return keep;
}

/** What the page of a link shows. */
export interface SetUp {
  operatorId: string;
  email: string;
  name: string;
  secret: string;
  uri: string;
}

interface LinkRow {
  id: string;
  email: string;
  name: string;
  totp_sealed: Buffer;
}

async function findRow({ db }: OperatorDeps, token: string): Promise<LinkRow | undefined> {
  const [row] = await queryOutsideTenants<LinkRow>(db, {
    name: "find_operator_link",
    text: `select id, email, name, link.totp_sealed
           from identity.operator_link link join identity.operator on id = operator_id
           where digest = $1 and expires_at > now() and removed_at is null`,
    values: [digestToken(token) ?? null],
  });
  return row;
}

/** Undefined for a link that does not work (any more), whatever is wrong. Looking uses nothing up. */
export async function findLink(deps: OperatorDeps, token: string): Promise<SetUp | undefined> {
  const row = await findRow(deps, token);
  if (!row) return undefined;
  const { id: operatorId, email, name } = row;
  const secret = base32(await openTotp(deps, operatorId, row.totp_sealed));
  return { operatorId, email, name, secret, uri: totpUri(`${TEXTS.product} operators`, email, secret) };
}

/**
 * Sets password and second factor; whatever the operator had before is void, sessions too. False for a wrong code. Errors:
 * NOT_FOUND for a dead link, BAD_USER_INPUT for the password, RATE_LIMITED, UNAVAILABLE.
 */
export async function setUp(
  deps: OperatorDeps,
  request: AnonymousRequest,
  { token, password: typed, code }: { token: string; password: string; code: string },
): Promise<boolean> {
  const row = await findRow(deps, token);
  if (!row) throw notFound();
  const { id: operatorId, email, name } = row;
  const faults: FieldFault[] = [];
  const password = await readNewPassword(deps.passwordPolicy, typed, "password", { email, name }, faults);
  refuseFaults(faults);
  const attempt = await deps.attempts.count(`operator ${operatorId}`, request.clientAddress, "code");
  if (!attempt.ok) throw tooManyAttempts(attempt.retryAfter);
  const [step] = stepsOf(await openTotp(deps, operatorId, row.totp_sealed), code.replace(/\s/g, ""), deps.now());
  if (step === undefined) {
    refuse(deps, request, { operatorId, operation: "set-up-operator", reason: "WRONG_CODE" });
    return false;
  }
  const hash = await deps.passwords.hash(password);
  await withTransactionAboveTenants(deps.db, async (tx) => {
    const digest = digestToken(token);
    const unused = "identity.operator_link where digest = $1 and expires_at > now()";
    const [link] = await tx.query<{ totp_sealed: Buffer }>({
      text: `select totp_sealed from ${unused}`,
      values: [digest],
    });
    if (!link) throw notFound();
    tx.surelyAtEnd({ text: `delete from ${unused} returning 1`, values: [digest] });
    tx.atEnd({
      text: `update identity.operator set password_hash = $2, password_changed_at = now(), totp_sealed = $3, totp_last_step = $4
             where id = $1 and removed_at is null`,
      values: [operatorId, hash, link.totp_sealed, step],
    });
    endSessions(tx, operatorId);
    await endImpersonationsOf(tx, asOperator(request, operatorId), operatorId);
    const change = { action: "operator-credentials.set", operatorId };
    record(asOperator(request, operatorId), tx, change);
  });
  await Promise.all([attempt.succeed(), deps.feed.settled()]);
  return true;
}
