import { queryOutsideTenants, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { AppError, conflict, type FieldFault } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import type { Choice, OnboardingDeps } from "./deps.ts";
import { tooManyTenants } from "./found-tenant.ts";
import { REST_SECONDS } from "./onboarding-row.ts";

/**
 * Writes down what somebody wants before the slug is held for it: a process that dies in between leaves a row by which the
 * same person, coming back, is given the same slug.
 */
export async function chooseTenant(
  deps: OnboardingDeps,
  accountId: string,
  choice: Choice,
  request: AnonymousRequest,
): Promise<void> {
  const { db, tenancy, attempts } = deps;
  const faults: FieldFault[] = [];
  const name = readName(choice.name, "input.name", faults);
  const template = (await tenancy.offeredTemplates()).find((one) => one.name === choice.template);
  if (!template) faults.push(NOT_OFFERED);
  refuseFaults(faults);
  const attempt = await attempts.count(accountId, request.clientAddress, "slug");
  if (!attempt.ok) throw tooManyTenants(attempt.retryAfter);

  const slug = choice.slug.trim().toLowerCase();
  const tenantId = await keep(deps, accountId, { name, slug, template: choice.template }, template?.version ?? 1);
  try {
    await tenancy.reserveSlug(tenantId, slug);
  } catch (error) {
    // What was held before goes too: the person is asked for another one.
    await tenancy.releaseSlug(tenantId);
    await queryOutsideTenants(db, {
      name: "drop_onboarding",
      text: "delete from identity.onboarding where account_id = $1 and tenant_id = $2 and step = 'CHOSEN'",
      values: [accountId, tenantId],
    });
    throw error;
  }
}

/** Answers the uuid of the tenant to be; the same for every choice until one is confirmed. */
async function keep({ db }: OnboardingDeps, accountId: string, choice: Choice, version: number): Promise<string> {
  try {
    const [kept] = await queryOutsideTenants<{ tenant_id: string }>(db, {
      name: "keep_onboarding",
      text: `insert into identity.onboarding as kept
               (id, account_id, tenant_id, user_id, slug, name, template, template_version, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9))
             on conflict (account_id) where step <> 'DONE' do update
               set slug = excluded.slug, name = excluded.name, template = excluded.template,
                 template_version = excluded.template_version, expires_at = excluded.expires_at
               where kept.step = 'CHOSEN'
             returning tenant_id`,
      values: [
        ...[newUuid(), accountId, newUuid(), newUuid()],
        ...[choice.slug, choice.name, choice.template, version, REST_SECONDS],
      ],
    });
    if (kept) return kept.tenant_id;
  } catch (error) {
    // The account was deleted in another tab.
    if (violatedConstraint(error) !== "onboarding_account_id_fkey") throw error;
    throw conflict("This account is gone.", error);
  }
  throw new AppError("CONFLICT", "A company of yours is being made. Finish it first.");
}

const NOT_OFFERED: FieldFault = {
  path: "input.template",
  code: "NOT_OFFERED",
  message: "Choose one of the templates that are offered.",
};
