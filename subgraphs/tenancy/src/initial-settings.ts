import type { Statement } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { changeDocument, type SettingsChange } from "./settings/change.ts";
import { EMPTY_DOCUMENT, type SettingsDocument, storedDocument } from "./settings/document.ts";
import { NO_PLAN_SETTINGS } from "./settings/plan-settings.ts";

/**
 * What a template says of settings, as the document that a tenant begins with. Plan and operator are asked when it is read:
 * what they fix or bound holds there, whatever a template says.
 */
export function documentOfTemplate(change: SettingsChange, region: string, faults: FieldFault[]): SettingsDocument {
  const above = { plan: NO_PLAN_SETTINGS, operator: {}, region };
  return changeDocument(EMPTY_DOCUMENT, change, { above, version: 1, faults });
}

/** The first version of a new tenant's settings, in the transaction that makes it; none where its template sets nothing. */
export function initialSettings(
  tenantId: string,
  { settings, region }: { settings: SettingsChange; region: string },
  createdBy: string,
): Statement[] {
  const faults: FieldFault[] = [];
  const document = documentOfTemplate(settings, region, faults);
  refuseFaults(faults);
  if (Object.keys(document.own).length === 0) return [];
  return [
    {
      name: "initial_settings",
      text: `insert into tenancy.tenant_setting (tenant_id, version, settings, created_by) values ($1, 1, $2, $3)`,
      values: [tenantId, JSON.stringify(storedDocument(document)), createdBy],
    },
  ];
}
