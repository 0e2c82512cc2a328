import { cancelJob } from "@bulkhead/audit/src/domain/cancel-job.ts";
import { retryJob } from "@bulkhead/audit/src/domain/retry-job.ts";
import { createAuditRoom } from "@bulkhead/audit/src/room.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { permissionsKeyOf } from "@bulkhead/kernel/principal.ts";
import type { TestPlatform } from "./database.ts";

/** An Admin of a tenant, with all permissions. */
export function admin(tenantId: string): RequestContext {
  const id = encodeId("apiKey", newUuid());
  const permissionsKey = permissionsKeyOf(PERMISSIONS);
  const permissions = new Set(PERMISSIONS);
  return {
    principal: { kind: "apiKey", id, tenantId, roles: ["Admin"], permissions, permissionsKey },
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
  };
}

/** What an Admin does to a job, through the room's own functions. */
export function steer(platform: TestPlatform, tenantId: string) {
  const { databases, cursors } = platform;
  const room = createAuditRoom({ db: databases.audit, cursors });
  const ctx = room.subgraph.context(admin(tenantId));
  return {
    cancel: (id: string) => cancelJob(ctx, { id: encodeId("job", id) }),
    retry: (id: string) => retryJob(ctx, { id: encodeId("job", id) }),
  };
}
