import { authorizeSignedIn } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "../context.ts";

/** The caller; `actor` is resolved from its id. */
export interface Me {
  actorId: string;
  roles: readonly string[];
  permissions: string[];
  accountUrl: string;
}

/** The caller: what the credential says of itself, so nothing is read. */
export function me(ctx: IdentityContext): Me {
  authorizeSignedIn(ctx);
  const { id, roles, permissions } = ctx.principal;
  return { actorId: id, roles, permissions: [...permissions].sort(), accountUrl: `${ctx.publicOrigin}/account` };
}
