import { AppError } from "@bulkhead/kernel/error.ts";

/** Whoever types the name of what they are about to end has looked twice. */
export function refuseOtherSlug(slug: string, confirmSlug: string): void {
  if (slug === confirmSlug) return;
  const message = "This is not the slug of this tenant. Give its own, to confirm that it is the one you mean.";
  const fields = [{ path: "input.confirmSlug", code: "OTHER_SLUG", message }];
  throw new AppError("BAD_USER_INPUT", message, { fields });
}
