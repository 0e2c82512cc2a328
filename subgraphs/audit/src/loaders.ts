import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import DataLoader from "dataloader";
import { AUDIT_EVENT_COLUMNS, type AuditEventRow } from "./audit-event-row.ts";

/** Made per request, so that nothing read for one principal is ever answered to another. */
export interface Loaders {
  /** By uuid; undefined when the tenant has no such event. */
  auditEvent(tenantId: string, id: string): Promise<AuditEventRow | undefined>;
}

export function createLoaders(db: Database): Loaders {
  let events: DataLoader<string, AuditEventRow | undefined> | undefined;
  return {
    auditEvent(tenantId, id) {
      events ??= new DataLoader((ids) => loadEvents(db, tenantId, ids));
      return events.load(id);
    },
  };
}

async function loadEvents(
  db: Database,
  tenantId: string,
  ids: readonly string[],
): Promise<(AuditEventRow | undefined)[]> {
  const rows = await readAsTenant<AuditEventRow>(db, tenantId, {
    name: "audit_events_by_id",
    text: `select ${AUDIT_EVENT_COLUMNS} from platform.audit_event where tenant_id = $1 and id = any($2)`,
    values: [tenantId, ids],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}
