import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { grantableRole } from "./grantable-role.ts";
import { ADMIN } from "./roles.ts";

/** What people get who join by a domain when nothing else is said. */
export const DEFAULT_JOINING_ROLE = "Viewer";

/** The role that a domain may offer: one that the caller may hand on, and never Admin, since nobody chose who gets it. */
export function joiningRole(ctx: RequestContext, name: string, path: string): string {
  const role = grantableRole(ctx, name).name;
  if (role !== ADMIN) return role;
  const message = "Nobody becomes Admin by an address alone. Choose another role, and change that of a member later.";
  throw new AppError("BAD_USER_INPUT", message, { fields: [{ path, code: "ADMIN", message }] });
}
