import { AppError } from "./error.ts";
import { isPermission, type Permission } from "./permission.ts";
import type { Principal } from "./principal.ts";

/** READ: what the user may see. WRITE: also what they may do with data. */
export const IMPERSONATION_MODES = ["READ", "WRITE"] as const;
export type ImpersonationMode = (typeof IMPERSONATION_MODES)[number];

export function isImpersonationMode(value: unknown): value is ImpersonationMode {
  return (IMPERSONATION_MODES as readonly unknown[]).includes(value);
}

/** Of the person's account, which stands above the tenant, their say in impersonation itself, and all at once: never an operator's. */
const NEVER: ReadonlySet<string> = new Set([
  "account:read",
  "session:read",
  "session:revoke",
  "sessions:revoke",
  "factor:remove",
  // All of the tenant in one request.
  "tenant-export:read",
  "impersonation:read",
  "impersonation:end",
]);

const known = new WeakMap<ReadonlySet<Permission>, Map<ImpersonationMode, ReadonlySet<Permission>>>();

/** What an operator may do of what a user may. Equal sets are one object, because decisions are remembered by it. */
export function impersonated(held: ReadonlySet<Permission>, mode: ImpersonationMode): ReadonlySet<Permission> {
  const modes = known.get(held) ?? new Map<ImpersonationMode, ReadonlySet<Permission>>();
  known.set(held, modes);
  let left = modes.get(mode);
  if (!left) {
    left = new Set([...held].filter((one) => isPermission(one) && !NEVER.has(one) && isOfMode(one, mode)));
    modes.set(mode, left);
  }
  return left;
}

/** Data and work on it; who gets in, and whether the tenant stays, is no operator's to change as somebody else. */
const OF_DATA = /^(collection|record|import|job):/;

function isOfMode(permission: string, mode: ImpersonationMode): boolean {
  return permission.endsWith(":read") || (mode === "WRITE" && OF_DATA.test(permission));
}

/** No sign-in makes this possible, so the answer does not ask for one. */
export function refuseImpersonation({ impersonation }: Principal): void {
  if (!impersonation) return;
  throw new AppError("FORBIDDEN", "Whoever acts as somebody else cannot do this. Ask the user or an Admin to do it.");
}
