import { apiResource } from "@bulkhead/kernel/access-token-claims.ts";
import { MULTI_FACTOR_ACR } from "@bulkhead/kernel/acr.ts";
import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { type Database, readAsTenant, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { ImpersonationMode } from "@bulkhead/kernel/impersonation.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { importJWK, SignJWT } from "jose";
import { queueMails } from "../accounts/account-events.ts";
import type { Mail } from "../mail/mail.ts";
import type { OperatorDeps } from "./deps.ts";
import { IMPERSONATION_COLUMNS, type Impersonation, type ImpersonationRow, toImpersonation } from "./impersonations.ts";
import { operatorToChange } from "./operator-row.ts";

export interface NewImpersonation {
  /** uuids */
  tenantId: string;
  userId: string;
  reason: string;
  minutes: number;
  mode: ImpersonationMode;
}

/** The access token is shown once and stored nowhere; there is no refresh. */
export interface StartedImpersonation {
  impersonation: Impersonation;
  accessToken: string;
}

/** The `client_id` of its token (RFC 9068 section 2.2): no client that anybody could be, the installation itself. */
const CLIENT_ID = encodeId("oauthClient", INSTALLATION_ID);

/** Errors: NOT_FOUND for a user who cannot sign in there, FORBIDDEN where the tenant does not allow it. */
export async function startImpersonation(
  deps: OperatorDeps,
  ctx: RequestContext,
  input: NewImpersonation,
): Promise<StartedImpersonation> {
  const { tenantId, userId, reason, minutes, mode } = input;
  const operatorId = tryDecodeId("operator", ctx.principal.id);
  if (operatorId === undefined) throw new AppError("FORBIDDEN", "Only an operator acts as somebody else.");
  const membership = await deps.membershipOf(tenantId, userId);
  const people = await readPeople(deps, tenantId, userId);
  if (!membership || !people.user || people.user.is_locked) throw notFound();
  if (!(await deps.tenantSettings(tenantId)).impersonation)
    throw new AppError("FORBIDDEN", "This tenant does not let operators act as its users. Ask one of its Admins.");
  const id = newUuid();
  const issuedAt = Math.floor(deps.now() / 1_000);
  const expiresAt = issuedAt + minutes * 60;
  const mails = await mailsOf(deps, ctx, input, { people, tenant: membership.tenantName, expiresAt });
  const row = await withTransactionAboveTenants(deps.db, async (tx) => {
    // Whoever was removed, or given another role, meanwhile does not begin what ended with that.
    const operator = await operatorToChange(tx, operatorId);
    if (!ctx.principal.roles.includes(operator.role)) throw new AppError("FORBIDDEN", "Your role has just changed.");
    const tenant = tx.enter(tenantId);
    const detail = { userId: encodeId("user", userId), mode, minutes };
    await queueMails(tx, mails);
    const [[made]] = await tenant.commit<[ImpersonationRow]>([
      {
        name: "start_impersonation",
        text: `insert into identity.impersonation (tenant_id, id, user_id, operator_id, mode, reason, expires_at)
               values ($1, $2, $3, $4, $5, $6, to_timestamp($7)) returning ${IMPERSONATION_COLUMNS}`,
        values: [tenantId, id, userId, operatorId, mode, reason, expiresAt],
      },
      appendOutbox(tenantId, [{ type: "impersonation.started", subject: id, payload: {} }]),
      appendAudit(ctx, tenantId, {
        action: "impersonation.start",
        target: encodeId("impersonation", id),
        detail,
        personal: { reason },
      }),
    ]);
    return made as ImpersonationRow;
  });
  const accessToken = await sign(deps, ctx, { id, issuedAt, expiresAt, role: membership.role, tenantId, userId });
  return { impersonation: toImpersonation(row), accessToken };
}

interface Person {
  id: string;
  email: string;
  is_locked: boolean;
}

interface People {
  user: Person | undefined;
  /** The user's address first, then the Admins', each once. */
  addresses: string[];
}

async function readPeople(deps: OperatorDeps, tenantId: string, userId: string): Promise<People> {
  const rows = await readUsers(deps.db, tenantId, [userId, ...(await deps.adminsToTell(tenantId))]);
  const user = rows.find(({ id }) => id === userId);
  const others = rows.filter(({ id, is_locked: isLocked }) => id !== userId && !isLocked);
  return { user, addresses: [...new Set([...(user ? [user] : []), ...others].map(({ email }) => email))] };
}

function readUsers(db: Database, tenantId: string, ids: readonly string[]): Promise<Person[]> {
  return readAsTenant<Person>(db, tenantId, {
    name: "people_to_tell_of_impersonation",
    text: `select id, email, locked_at is not null as is_locked from identity."user"
           where tenant_id = $1 and id = any($2) order by id`,
    values: [tenantId, ids],
  });
}

/** To the person and to the Admins; sealed before the transaction begins. */
function mailsOf(
  deps: OperatorDeps,
  ctx: RequestContext,
  { mode, reason }: NewImpersonation,
  { people, tenant, expiresAt }: { people: People; tenant: string; expiresAt: number },
) {
  const values = {
    at: new Date(deps.now()).toISOString(),
    user: people.user?.email ?? "",
    tenant,
    reason,
    writes: mode === "WRITE",
    until: new Date(expiresAt * 1_000).toISOString(),
    operator: ctx.principal.id,
  };
  const mails: Mail[] = people.addresses.map((to) => ({ to, template: "impersonation-started", values }));
  return Promise.all(mails.map((mail) => deps.mail.statement({ requestId: ctx.requestId }, mail)));
}

interface Claims {
  id: string;
  issuedAt: number;
  expiresAt: number;
  role: string;
  tenantId: string;
  userId: string;
}

/** RFC 9068, with the actor of RFC 8693 section 4.1: `sub` is the user, `act.sub` who acts. */
async function sign(deps: OperatorDeps, { principal }: RequestContext, claims: Claims): Promise<string> {
  const [jwk] = deps.signingKeys().privateJwks;
  if (!jwk) throw new Error("there is no key to sign with");
  const { id, issuedAt, expiresAt, role, tenantId, userId } = claims;
  const payload = {
    client_id: CLIENT_ID,
    tenant_id: encodeId("tenant", tenantId),
    roles: [role],
    sid: encodeId("impersonation", id),
    act: { sub: principal.id },
    acr: MULTI_FACTOR_ACR,
    auth_time: Math.floor(principal.authTime ?? issuedAt),
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: jwk.kid as string })
    .setIssuer(deps.publicOrigin)
    .setAudience(apiResource(deps.publicOrigin, tenantId))
    .setSubject(encodeId("user", userId))
    .setJti(newUuid())
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(await importJWK(jwk, "ES256"));
}
