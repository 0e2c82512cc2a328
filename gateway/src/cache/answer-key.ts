import { hash } from "node:crypto";
import { serialize } from "node:v8";
import { type Principal, permissionsKeyOf } from "@bulkhead/kernel/principal.ts";

/**
 * Equal for callers to whom the same answer is due: of one tenant, with the same permissions, limited to the same
 * collections. Undefined for whoever is to be answered afresh: nobody, who acts for the platform, and an operator in
 * somebody's place, whose every step is recorded.
 */
export function answerKey(
  { kind, tenantId, permissionsKey, collections, impersonation }: Principal,
  operationId: string,
  variables: Record<string, unknown>,
): string | undefined {
  if (tenantId === null || impersonation !== undefined || !CALLERS.has(kind)) return undefined;
  const limits = collections === undefined ? null : permissionsKeyOf(collections);
  // Not as JSON, which writes a number that is too large for it as null.
  return hash("sha256", serialize([tenantId, permissionsKey, limits, operationId, variables]), "base64url");
}

const CALLERS: ReadonlySet<Principal["kind"]> = new Set(["apiKey", "user", "client"]);
