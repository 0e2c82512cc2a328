import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { SomeValues } from "./declared.ts";
import { checkValues } from "./plan-settings.ts";

/** What the operator of the installation says of tenants' settings. */
export interface OperatorSettings {
  /** Where neither tenant nor plan say anything. */
  readonly defaults: SomeValues;
  /** Where data can be kept; the first is where tenants are created. */
  readonly regions: readonly string[];
}

export const DEFAULT_REGION = "default";

export const NO_OPERATOR_SETTINGS: OperatorSettings = Object.freeze({ defaults: {}, regions: [DEFAULT_REGION] });

/** The setting `BULKHEAD_TENANT_DEFAULTS`: a JSON object of groups. Throws with a sentence for the first thing wrong with it. */
export function readTenantDefaults(text: string): SomeValues {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new Error('must be a JSON object such as {"security":{"mfa":"REQUIRED"}}', { cause });
  }
  const faults: FieldFault[] = [];
  const values = checkValues(given, "", faults);
  const [first] = faults;
  if (first) throw new Error(`${first.path.replace(/^\./, "") || "it"}: ${first.message}`);
  return values;
}
