import type { Statement } from "@bulkhead/kernel/database.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { changeDocument, changedNames, DEFAULT_DOCUMENT, type SettingsChange } from "./settings.ts";

/** The first version of a new tenant's settings, in the transaction that makes it; none where its template sets nothing. */
export function initialSettings(tenantId: string, change: SettingsChange, createdBy: string): Statement[] {
  const faults: Parameters<typeof changeDocument>[2] = [];
  const settings = changeDocument(DEFAULT_DOCUMENT, change, faults);
  refuseFaults(faults);
  if (changedNames(DEFAULT_DOCUMENT, settings).length === 0) return [];
  return [
    {
      name: "initial_settings",
      text: `insert into tenancy.tenant_setting (tenant_id, version, settings, created_by) values ($1, 1, $2, $3)`,
      values: [tenantId, JSON.stringify(settings), createdBy],
    },
  ];
}
