import { queryOutsideTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { OperatorIdentity, OperatorRole } from "@bulkhead/kernel/operator-role.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import { digestToken, makeToken } from "../accounts/mail-proofs.ts";
import type { OperatorDeps, Tx } from "./deps.ts";
import { asOperator, record } from "./record.ts";

/** However much it is used, and without use. */
export const SESSION_SECONDS = 8 * 3_600;
export const IDLE_SECONDS = 15 * 60;
/** Of a token for programs; it ends with its session at the latest. */
export const TOKEN_SECONDS = 3_600;
/** So that it is told from every other credential at a glance, and by whoever searches for what leaked. */
export const TOKEN_PREFIX = "bho_";

/** A browser in which an operator signed in. */
export interface OperatorSession {
  /** uuids */
  sessionId: string;
  operatorId: string;
  email: string;
  name: string;
  /** Undefined while only the password was proved: that opens nothing. */
  identity: OperatorIdentity | undefined;
}

interface SessionRow {
  id: string;
  operator_id: string;
  email: string;
  name: string;
  role: OperatorRole;
  proved_s: number | null;
  ends_s: number;
}

/** Begins a session by the password alone; answers what its cookie holds. */
export async function beginSession(
  { db }: OperatorDeps,
  operatorId: string,
  { userAgent, clientAddress }: { userAgent: string; clientAddress: string | null },
): Promise<string> {
  const token = makeToken();
  await queryOutsideTenants(db, {
    name: "begin_operator_session",
    text: `insert into identity.operator_session (id, operator_id, digest, user_agent, network)
           values ($1, $2, $3, $4, $5)`,
    values: [newUuid(), operatorId, digestToken(token), userAgent, clientAddress],
  });
  return token;
}

/** Whose session a cookie is, as long as it lasts; using it keeps it from going idle. */
export async function sessionOf({ db }: OperatorDeps, cookie: string): Promise<OperatorSession | undefined> {
  const digest = digestToken(cookie);
  if (!digest) return undefined;
  const [row] = await queryOutsideTenants<SessionRow>(db, {
    name: "operator_session",
    text: `update identity.operator_session held set last_used_at = now() from identity.operator
           where held.digest = $1 and held.ended_at is null and operator.id = held.operator_id
             and operator.removed_at is null and operator.password_changed_at <= held.created_at
             and held.created_at > now() - make_interval(secs => $2)
             and held.last_used_at > now() - make_interval(secs => $3)
           returning held.id, operator_id, email, name, role, extract(epoch from proved_at)::float8 as proved_s,
             extract(epoch from held.created_at)::float8 + $2 as ends_s`,
    values: [digest, SESSION_SECONDS, IDLE_SECONDS],
  });
  if (!row) return undefined;
  const { id: sessionId, operator_id: operatorId, email, name, role, proved_s: authTime, ends_s: expiresAt } = row;
  const id = encodeId("operator", operatorId);
  const identity = authTime === null ? undefined : { id, role, authTime, expiresAt: Math.floor(expiresAt) };
  return { sessionId, operatorId, email, name, identity };
}

/** Both factors are proved: the cookie is another one from now on. */
export async function completeSession(
  deps: OperatorDeps,
  request: AnonymousRequest,
  { sessionId, operatorId }: OperatorSession,
): Promise<string | undefined> {
  const token = makeToken();
  return withTransactionAboveTenants(deps.db, async (tx) => {
    const rows = await tx.query({
      text: `update identity.operator_session set proved_at = now(), digest = $2 where id = $1 and ended_at is null returning 1`,
      values: [sessionId, digestToken(token)],
    });
    if (rows.length === 0) return undefined;
    record(asOperator(request, operatorId), tx, { action: "operator-session.begin", operatorId });
    return token;
  });
}

export async function endSession(
  { db }: OperatorDeps,
  request: AnonymousRequest,
  { sessionId, operatorId }: OperatorSession,
): Promise<void> {
  await withTransactionAboveTenants(db, async (tx) => {
    tx.atEnd({
      text: "update identity.operator_session set ended_at = now() where id = $1 and ended_at is null",
      values: [sessionId],
    });
    record(asOperator(request, operatorId), tx, { action: "operator-session.end", operatorId });
  });
}

/** All of an operator's, and with them their tokens. */
export function endSessions(tx: Tx, operatorId: string): void {
  tx.atEnd({
    name: "end_operator_sessions",
    text: "update identity.operator_session set ended_at = now() where operator_id = $1 and ended_at is null",
    values: [operatorId],
  });
}

/** A token for programs, shown once. */
export async function makeOperatorToken(
  { db }: OperatorDeps,
  request: AnonymousRequest,
  { sessionId, operatorId }: OperatorSession,
): Promise<{ token: string; expiresAt: string }> {
  const token = makeToken();
  return withTransactionAboveTenants(db, async (tx) => {
    const [row] = await tx.query<{ expires_at: string }>({
      text: `insert into identity.operator_token (id, session_id, digest, expires_at)
             select $1, id, $3, least(now() + make_interval(secs => $4), created_at + make_interval(secs => $5))
             from identity.operator_session where id = $2 returning expires_at`,
      values: [newUuid(), sessionId, digestToken(token), TOKEN_SECONDS, SESSION_SECONDS],
    });
    record(asOperator(request, operatorId), tx, { action: "operator-token.create", operatorId });
    return { token: `${TOKEN_PREFIX}${token}`, expiresAt: row?.expires_at as string };
  });
}

/**
 * Whose token it is, from the table each time: operators are few, and one who was removed is out with the next request.
 * Undefined for what opens nothing.
 */
export async function identityOfToken({ db }: Pick<OperatorDeps, "db">, token: string) {
  const digest = token.startsWith(TOKEN_PREFIX) ? digestToken(token.slice(TOKEN_PREFIX.length)) : undefined;
  if (!digest) return undefined;
  const [row] = await queryOutsideTenants<{ id: string; role: OperatorRole; proved_s: number; ends_s: number }>(db, {
    name: "operator_of_token",
    text: `select operator.id, role, extract(epoch from proved_at)::float8 as proved_s,
             floor(extract(epoch from token.expires_at))::float8 as ends_s
           from identity.operator_token token
           join identity.operator_session held on held.id = token.session_id
           join identity.operator on operator.id = held.operator_id
           where token.digest = $1 and token.expires_at > now() and held.ended_at is null and proved_at is not null
             and removed_at is null and password_changed_at <= held.created_at`,
    values: [digest],
  });
  if (!row) return undefined;
  const { id, role, proved_s: authTime, ends_s: expiresAt } = row;
  return { id: encodeId("operator", id), role, authTime, expiresAt } satisfies OperatorIdentity;
}

/** Deletes what has long ended, tokens with it. */
export async function sweepOperatorSessions({ db }: Pick<OperatorDeps, "db">): Promise<void> {
  await queryOutsideTenants(db, {
    text: `delete from identity.operator_session where created_at < now() - make_interval(secs => $1)`,
    values: [2 * SESSION_SECONDS],
  });
  await queryOutsideTenants(db, {
    text: "delete from identity.operator_token where expires_at < now() - interval '1 hour'",
  });
}
