import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { TestRooms } from "../../../tests/testkit/rooms.ts";

export const OPERATOR = "opr_01h455vb4pex5vsknk084sn02q";

/** An impersonation as an operator would have begun it; answers its uuid. */
export async function seedImpersonation(
  { platform }: TestRooms,
  { tenantId, userId }: { tenantId: string; userId: string },
  minutes = 15,
): Promise<string> {
  const id = newUuid();
  await platform.databases.owner.pool.query(
    `insert into identity.impersonation (tenant_id, id, user_id, operator_id, mode, reason, created_at, expires_at)
     values ($1, $2, $3, $4, 'READ', 'Ticket 4711', now() - interval '1 minute', now() - interval '1 minute' + make_interval(mins => $5))`,
    [tenantId, id, tryDecodeId("user", userId), tryDecodeId("operator", OPERATOR), minutes],
  );
  return id;
}
