import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";

/** The person who calls, by uuids: from the credential, never from an argument. Undefined for keys, machines and the platform. */
export function callingUser({ kind, id, tenantId }: Principal): { tenantId: string; userId: string } | undefined {
  const userId = kind === "user" ? tryDecodeId("user", id) : undefined;
  return userId === undefined || tenantId === null ? undefined : { tenantId, userId };
}
