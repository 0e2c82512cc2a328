import type { Permission } from "@bulkhead/kernel/permission.ts";
import type { GrantOfPrincipal } from "../../jobs/still-may.ts";
import type { ImportAction, ImportJob } from "../import-state.ts";

/** What an import needs beside `import:create`: writing over and deleting many records is what these are for. */
export const NEEDED: { readonly [A in ImportAction]: readonly Permission[] } = {
  CREATE: [],
  UPSERT: ["records:update"],
  REPLACE: ["records:update", "records:delete"],
};

/** Whether whoever asked for an import may still do it; asked at the beginning of each turn, and as it goes on. */
export async function mayStill(
  grantOf: GrantOfPrincipal,
  { tenantId, createdBy, action, collection }: Pick<ImportJob, "tenantId" | "createdBy" | "action" | "collection">,
): Promise<boolean> {
  // The platform's own, whom no role limits.
  if (createdBy === "platform") return true;
  const grant = await grantOf(tenantId, createdBy);
  const held = new Set<Permission>(grant?.permissions);
  if (!grant || !["import:create" as const, ...NEEDED[action]].every((one) => held.has(one))) return false;
  return grant.collections === undefined || [...grant.collections].includes(collection);
}
