import type { PageContext } from "./page-context.ts";

const HOME = "/account";
/** They lead on to `next` themselves. */
const STEPS: ReadonlySet<string> = new Set(["/account/sign-in", "/account/second-factor", "/account/sign-out"]);

/** Where to go after a step: the page of ours that was asked for, by its path alone, and nowhere else whatever it says. */
export function nextPage(wanted: unknown): string {
  const isOurs = typeof wanted === "string" && /^\/account(\/[a-z-]+){0,2}$/.test(wanted);
  return isOurs && !STEPS.has(wanted) ? wanted : HOME;
}

export function nextOf({ query }: PageContext, form?: URLSearchParams): string {
  return nextPage(form ? form.get("next") : query.next);
}
