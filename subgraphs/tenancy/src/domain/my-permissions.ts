import { authorizeSignedIn } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";

export interface MyPermissions {
  roles: string[];
  permissions: string[];
  collections: string[] | null;
}

/** What the caller may do now, with the credential that they came with. */
export function myPermissions(ctx: TenancyContext): MyPermissions {
  authorizeSignedIn(ctx);
  const { roles, permissions, collections } = ctx.principal;
  return {
    roles: [...roles],
    permissions: [...permissions].sort(),
    collections: collections ? [...collections].sort() : null,
  };
}
