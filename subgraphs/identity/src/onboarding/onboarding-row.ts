import type { Statement, TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";

/** A tenant that somebody is making, as it is stored. */
export interface OnboardingRow {
  id: string;
  account_id: string | null;
  tenant_id: string;
  user_id: string;
  slug: string;
  name: string;
  template: string;
  template_version: number;
  step: "CHOSEN" | "CONFIRMED" | "DONE";
  is_due: boolean;
}

export const COLUMNS = `id, account_id, tenant_id, user_id, slug, name, template, template_version, step,
  expires_at <= now() as is_due`;

/** How long somebody may take who makes up their mind, and a step that was interrupted may rest, in seconds. */
export const REST_SECONDS = 3_600;

/** What an account is making; at most one. */
export function selectOpen(accountId: string): Statement {
  return {
    name: "open_onboarding",
    text: `select ${COLUMNS} from identity.onboarding where account_id = $1 and step <> 'DONE'`,
    values: [accountId],
  };
}

/** Whoever has the turn at it decides what becomes of it. */
export async function onboardingInTurn(tx: TransactionAboveTenants, id: string): Promise<OnboardingRow | undefined> {
  const [, [row]] = await Promise.all([
    tx.query(takeTurn(`onboarding ${id}`)),
    tx.query<OnboardingRow>({
      name: "onboarding_in_turn",
      text: `select ${COLUMNS} from identity.onboarding where id = $1`,
      values: [id],
    }),
  ]);
  return row;
}

export function moveOn(id: string, step: "CONFIRMED" | "DONE"): Statement {
  return {
    name: "move_onboarding_on",
    text: `update identity.onboarding set step = $2, expires_at = now() + make_interval(secs => $3),
             done_at = case when $2 = 'DONE' then coalesce(done_at, now()) end
           where id = $1 and step <> 'DONE'`,
    values: [id, step, REST_SECONDS],
  };
}
