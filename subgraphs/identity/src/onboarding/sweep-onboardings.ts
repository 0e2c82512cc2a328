import { queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { clearAway } from "./clear-away.ts";
import type { OnboardingDeps } from "./deps.ts";

/** In one tick; the rest in the next ones. */
const MAX_SWEPT = 100;
/** For how long one that is done is remembered, in seconds: by it the page after it knows which tenant is meant. */
const REMEMBERED_SECONDS = 24 * 3_600;

/** What nobody has come back to for an hour. */
export async function sweepOnboardings(deps: OnboardingDeps, signal: AbortSignal): Promise<void> {
  const { db } = deps;
  const due = await queryOutsideTenants<{ id: string }>(db, {
    name: "due_onboardings",
    text: `select id from identity.onboarding where step <> 'DONE' and expires_at <= now() order by expires_at limit $1`,
    values: [MAX_SWEPT],
  });
  for (const { id } of due) {
    if (signal.aborted) return;
    await clearAway(deps, id);
  }
  await queryOutsideTenants(db, {
    name: "forget_onboardings",
    text: "delete from identity.onboarding where step = 'DONE' and done_at < now() - make_interval(secs => $1)",
    values: [REMEMBERED_SECONDS],
  });
}
