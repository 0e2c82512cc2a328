import { AppError } from "@bulkhead/kernel/error.ts";
import type { TenancyContext } from "./context.ts";
import { grantableRole } from "./grantable-role.ts";
import { ADMIN } from "./roles.ts";

/** What people get who join by a domain when nothing else is said. */
export const DEFAULT_JOINING_ROLE = "Viewer";

/** The role that a domain may offer: one that the caller may hand on, and never Admin, since nobody chose who gets it. */
export async function joiningRole(ctx: TenancyContext, name: string, path: string): Promise<string> {
  const role = (await grantableRole(ctx, name)).name;
  if (role !== ADMIN) return role;
  const message = "Nobody becomes Admin by an address alone. Choose another role, and change that of a member later.";
  throw new AppError("BAD_USER_INPUT", message, { fields: [{ path, code: "ADMIN", message }] });
}
