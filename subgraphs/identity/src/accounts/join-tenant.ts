import { appendAudit } from "@bulkhead/kernel/audit.ts";
import {
  type Database,
  readAsTenant,
  type Statement,
  type Transaction,
  type TransactionAboveTenants,
  violatedConstraint,
  withTransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import { type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { findAccount, takeAccountTurn, type UserKey } from "./account.ts";
import { type AnonymousRequest, requestAs } from "./failed-attempts.ts";
import { isReserved } from "./mail-proofs.ts";
import type { OwnerDeps } from "./mailed-link.ts";
import { readNewPassword } from "./read-password.ts";

/** For what address somebody is invited, into which tenant. */
export interface JoinedTenant {
  tenantId: string;
  email: string;
  emailKey: string;
  /** Whether the link went to the address; then whoever has it reads its mail. */
  isMailed: boolean;
}

/** The person behind an account becomes a user of a tenant. A membership, which is tenancy's, comes after. */
export interface JoinTenant {
  /** Whether the address has an account. */
  isKnown(emailKey: string): Promise<boolean>;
  /** What a user of a tenant is called. */
  nameOf(user: UserKey): Promise<string | undefined>;
  /** Answers the user, by uuid. Errors: NOT_FOUND for another address's account, and where the user is locked. */
  join(request: AnonymousRequest, accountId: string, invited: JoinedTenant): Promise<string>;
  /**
   * Makes the account and its user at once. Undefined when the address has an account. Errors: BAD_USER_INPUT, NOT_FOUND,
   * UNAVAILABLE.
   */
  signUp(
    request: AnonymousRequest,
    invited: JoinedTenant & { tenantName: string },
    given: { name: string; password: string },
  ): Promise<{ accountId: string; userId: string } | undefined>;
}

type Deps = Pick<OwnerDeps, "db" | "passwords" | "passwordPolicy">;

export function createJoinTenant(deps: Deps): JoinTenant {
  const { db } = deps;
  return {
    isKnown: async (emailKey) => (await findAccount(db, emailKey)) !== undefined,
    nameOf: (user) => nameOf(db, user),
    join: (request, accountId, invited) => again(db, (tx) => joinWithAccount(tx, request, accountId, invited)),

    async signUp(request, invited, given) {
      const { email, emailKey, tenantName, isMailed } = invited;
      const faults: FieldFault[] = [];
      const name = readName(given.name, "name", faults);
      const context = { email, name, tenantName };
      const password = await readNewPassword(deps.passwordPolicy, given.password, "password", context, faults);
      refuseFaults(faults);
      // The link would stay, and each use of it would cost a hash.
      if (await findAccount(db, emailKey)) return undefined;
      const hash = await deps.passwords.hash(password);
      const accountId = newUuid();
      try {
        const userId = await again(db, async (tx) => {
          if (!isMailed && (await isReserved(tx, emailKey))) throw notFound();
          createAccount(tx, request, { id: accountId, name, hash, ...invited });
          return joinAs(tx, request, { id: accountId, name }, invited);
        });
        return { accountId, userId };
      } catch (error) {
        if (violatedConstraint(error) !== "account_email_once") throw error;
        return undefined;
      }
    },
  };
}

async function nameOf(db: Database, { tenantId, userId }: UserKey): Promise<string | undefined> {
  const [row] = await readAsTenant<{ name: string }>(db, tenantId, {
    name: "name_of_user",
    text: `select name from identity."user" where tenant_id = $1 and id = $2`,
    values: [tenantId, userId],
  });
  return row?.name;
}

/** Once more when an Admin has registered the same address in between: the next look sees the user. */
async function again<T>(db: Database, run: (tx: TransactionAboveTenants) => Promise<T>): Promise<T> {
  try {
    return await withTransactionAboveTenants(db, run);
  } catch (error) {
    if (violatedConstraint(error) !== "user_email_once") throw error;
    return withTransactionAboveTenants(db, run);
  }
}

/** As signing up does, of no tenant yet. */
function createAccount(
  tx: TransactionAboveTenants,
  request: AnonymousRequest,
  account: { id: string; name: string; hash: string; email: string; emailKey: string; isMailed: boolean },
): void {
  const { id, name, hash, email, emailKey, isMailed } = account;
  tx.atEnd({
    name: "create_invited_account",
    text: `insert into identity.account (id, email, email_key, name, password_hash, email_verified_at)
           values ($1, $2, $3, $4, $5, case when $6 then now() end)`,
    values: [id, email, emailKey, name, hash, isMailed],
  });
  const nobody = requestAs(request, INSTALLATION_ID, INSTALLATION_ID);
  const event = { action: "account.create", target: id, personal: { email } };
  tx.enter(INSTALLATION_ID).atEnd(appendAudit(nobody, INSTALLATION_ID, event));
}

/** In the account's turn, so that it joins a tenant once however many links it follows at a time. */
async function joinWithAccount(
  tx: TransactionAboveTenants,
  request: AnonymousRequest,
  accountId: string,
  invited: JoinedTenant,
): Promise<string> {
  const account = await takeAccountTurn(tx, accountId);
  if (account?.emailKey !== invited.emailKey) throw notFound();
  if (invited.isMailed)
    tx.atEnd({
      name: "verify_joining_account",
      text: "update identity.account set email_verified_at = now() where id = $1",
      values: [accountId],
    });
  return joinAs(tx, request, { id: accountId, name: account.name }, invited);
}

/**
 * The account's user in the tenant is the one that it was before, or the one whom an Admin registered with the address, or
 * a new one.
 */
async function joinAs(
  tx: TransactionAboveTenants,
  request: AnonymousRequest,
  account: { id: string; name: string },
  { tenantId, email, emailKey, isMailed }: JoinedTenant,
): Promise<string> {
  const own = await userOfAccount(tx, account.id, tenantId);
  const registered = own ?? (await registeredUser(tx.enter(tenantId), emailKey));
  // A link that was handed over proves no address, so it makes nobody a user who is here already, with whatever role.
  if (own === undefined && registered !== undefined && (!isMailed || (await isSomebody(tx, tenantId, registered))))
    throw notFound();
  const userId = registered ?? newUuid();
  const tenant = tx.enter(tenantId);
  const ctx = requestAs(request, tenantId, userId);
  const wasActive = registered !== undefined && (await isActive(tenant, userId));
  if (registered === undefined) registerUser(tenant, ctx, userId, { email, emailKey, name: account.name || email });
  if (!wasActive) tenant.surelyAtEnd(activation(tenantId, userId));
  if (own === undefined)
    tx.atEnd({
      name: "link_joining_account",
      text: "insert into identity.account_user (account_id, tenant_id, user_id) values ($1, $2, $3)",
      values: [account.id, tenantId, userId],
    });
  if (!wasActive) recordActivation(tenant, ctx, userId, email);
  return userId;
}

async function userOfAccount(tx: TransactionAboveTenants, accountId: string, tenantId: string) {
  const [row] = await tx.query<{ user_id: string }>({
    name: "user_of_account_in_tenant",
    text: "select user_id from identity.account_user where account_id = $1 and tenant_id = $2 order by user_id limit 1",
    values: [accountId, tenantId],
  });
  return row?.user_id;
}

async function registeredUser(tenant: Transaction, emailKey: string): Promise<string | undefined> {
  const [row] = await tenant.query<{ id: string }>({
    name: "registered_user",
    text: `select id from identity."user" where tenant_id = $1 and email_key = $2`,
    values: [tenant.tenantId, emailKey],
  });
  return row?.id;
}

/** Whether a user is another account's: their address was another one's before. */
async function isSomebody(tx: TransactionAboveTenants, tenantId: string, userId: string): Promise<boolean> {
  const rows = await tx.query({
    name: "user_is_somebody",
    text: "select from identity.account_user where tenant_id = $1 and user_id = $2",
    values: [tenantId, userId],
  });
  return rows.length > 0;
}

type Request = ReturnType<typeof requestAs>;

function registerUser(
  tenant: Transaction,
  ctx: Request,
  userId: string,
  { email, emailKey, name }: { email: string; emailKey: string; name: string },
): void {
  const { tenantId } = tenant;
  const target = encodeId("user", userId);
  tenant.atEnd({
    name: "register_joining_user",
    text: `insert into identity."user" (tenant_id, id, email, email_key, name) values ($1, $2, $3, $4, $5)`,
    values: [tenantId, userId, email, emailKey, name],
  });
  tenant.atEnd(appendOutbox(tenantId, [{ type: "user.created", subject: userId, payload: {} }]));
  tenant.atEnd(appendAudit(ctx, tenantId, { action: "user.create", target, personal: { email } }));
}

/** Whether the user could sign in before. Errors: NOT_FOUND for one who is locked. */
async function isActive(tenant: Transaction, userId: string): Promise<boolean> {
  const [row] = await tenant.query<{ is_active: boolean }>({
    name: "user_to_join_as",
    text: `select activated_at is not null as is_active from identity."user"
           where tenant_id = $1 and id = $2 and locked_at is null`,
    values: [tenant.tenantId, userId],
  });
  if (!row) throw notFound();
  return row.is_active;
}

function activation(tenantId: string, userId: string): Statement {
  return {
    name: "activate_joining_user",
    text: `update identity."user" set activated_at = now()
           where tenant_id = $1 and id = $2 and activated_at is null and locked_at is null returning 1`,
    values: [tenantId, userId],
  };
}

function recordActivation(tenant: Transaction, ctx: Request, userId: string, email: string): void {
  const { tenantId } = tenant;
  const target = encodeId("user", userId);
  tenant.atEnd(appendOutbox(tenantId, [{ type: "user.activated", subject: userId, payload: {} }]));
  tenant.atEnd(appendAudit(ctx, tenantId, { action: "user.activate", target, personal: { email } }));
}
