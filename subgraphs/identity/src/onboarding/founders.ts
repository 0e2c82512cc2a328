import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import {
  queryOutsideTenants,
  type TransactionAboveTenants,
  withTransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { UserKey } from "../accounts/account.ts";
import { emailKey } from "../email.ts";
import { clearAway } from "./clear-away.ts";
import type { OnboardingDeps } from "./deps.ts";
import { COLUMNS, moveOn, type OnboardingRow, onboardingInTurn, REST_SECONDS } from "./onboarding-row.ts";

/** Whom the operator makes a tenant for. Checked before it comes here. */
export interface WantedFounder {
  slug: string;
  /** Of the tenant. */
  name: string;
  template: string;
  email: string;
  /** Of the person. */
  personName: string;
}

export interface Founding extends UserKey {
  id: string;
}

/**
 * The operator's part of onboarding: the first Admin's user is there before the tenant, so that the two can be made in one
 * transaction. What is begun and not ended is gone on with by the next `begin` of the slug, or swept like any onboarding.
 */
export interface Founders {
  /** Holds the slug and makes the user. Errors: BAD_USER_INPUT, CONFLICT (the slug is taken or held). */
  begin(wanted: WantedFounder, requestOf: (tenantId: string) => RequestContext): Promise<Founding>;
  /** The tenant is made. */
  end(founding: Founding): Promise<void>;
  /** It cannot be made: lets go of the slug, and removes the user. */
  giveUp(founding: Founding): Promise<void>;
}

/** `db` is signed in as bulkhead_oauth. */
export function createFounders(deps: Pick<OnboardingDeps, "db" | "tenancy">): Founders {
  return {
    begin: (wanted, requestOf) => begin(deps, wanted, requestOf),
    end: async ({ id }) => void (await queryOutsideTenants(deps.db, moveOn(id, "DONE"))),
    giveUp: ({ id }) => clearAway(deps, id, { whateverItsAge: true }),
  };
}

async function begin(
  deps: Pick<OnboardingDeps, "db" | "tenancy">,
  wanted: WantedFounder,
  requestOf: (tenantId: string) => RequestContext,
): Promise<Founding> {
  const row = (await openOf(deps, wanted)) ?? (await writeDown(deps, wanted));
  const founding = { id: row.id, tenantId: row.tenant_id, userId: row.user_id };
  try {
    await deps.tenancy.reserveSlug(founding.tenantId, wanted.slug);
  } catch (error) {
    await clearAway(deps, row.id, { whateverItsAge: true });
    throw error;
  }
  await withTransactionAboveTenants(deps.db, async (tx) => {
    const found = await onboardingInTurn(tx, row.id);
    if (!found) throw new AppError("CONFLICT", "What was begun has just been cleared away. Run it again.");
    if (found.step !== "CHOSEN") return;
    makeUser(tx, founding, wanted, requestOf(founding.tenantId));
    tx.atEnd(moveOn(row.id, "CONFIRMED"));
  });
  return founding;
}

/** What a run that died has left for this slug; for another person it is of no use. */
async function openOf(
  deps: Pick<OnboardingDeps, "db" | "tenancy">,
  { slug, email }: WantedFounder,
): Promise<OnboardingRow | undefined> {
  const [row] = await queryOutsideTenants<OnboardingRow>(deps.db, {
    name: "open_onboarding_of_operator",
    text: `select ${COLUMNS} from identity.onboarding where by_operator and slug = $1 and step <> 'DONE' order by id limit 1`,
    values: [slug],
  });
  if (row?.step !== "CONFIRMED") return row;
  const isTheirs = await withTransactionAboveTenants(deps.db, async (tx) => {
    const users = await tx.enter(row.tenant_id).query({
      name: "founder_of_address",
      text: `select id from identity."user" where tenant_id = $1 and id = $2 and email_key = $3`,
      values: [row.tenant_id, row.user_id, emailKey(email)],
    });
    return users.length > 0;
  });
  if (isTheirs) return row;
  await clearAway(deps, row.id, { whateverItsAge: true });
  return undefined;
}

async function writeDown(
  { db }: Pick<OnboardingDeps, "db">,
  { slug, name, template }: WantedFounder,
): Promise<OnboardingRow> {
  const [row] = await queryOutsideTenants<OnboardingRow>(db, {
    name: "begin_onboarding_by_operator",
    text: `insert into identity.onboarding
             (id, by_operator, tenant_id, user_id, slug, name, template, template_version, expires_at)
           values ($1, true, $2, $3, $4, $5, $6, 0, now() + make_interval(secs => $7)) returning ${COLUMNS}`,
    values: [newUuid(), newUuid(), newUuid(), slug, name, template, REST_SECONDS],
  });
  return row as OnboardingRow;
}

/** Of a tenant that never comes to be its log stays, so the address is not in it. */
function makeUser(
  tx: TransactionAboveTenants,
  { tenantId, userId }: Founding,
  { email, personName }: WantedFounder,
  request: RequestContext,
): void {
  const tenant = tx.enter(tenantId);
  tenant.atEnd({
    name: "make_founder",
    text: `insert into identity."user" (tenant_id, id, email, email_key, name) values ($1, $2, $3, $4, $5)`,
    values: [tenantId, userId, email, emailKey(email), personName],
  });
  tenant.atEnd(appendOutbox(tenantId, [{ type: "user.created", subject: userId, payload: {} }]));
  tenant.atEnd(appendAudit(request, tenantId, { action: "user.create", target: encodeId("user", userId) }));
}
