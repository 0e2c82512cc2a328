import { TEXTS } from "./texts.ts";

/** Why a page about a new tenant is shown again. `proposal` is a free slug, or empty. */
export type TenantFault =
  | { code: "NAME" | "SLUG" | "TEMPLATE" | "BUSY" | "FACTOR" }
  | { code: "RESERVED" | "TAKEN"; proposal: string }
  | { code: "TOO_MANY"; minutes: number };

export type TenantField = "name" | "slug";

const FIELDS: Readonly<Partial<Record<TenantFault["code"], TenantField>>> = {
  NAME: "name",
  SLUG: "slug",
  RESERVED: "slug",
  TAKEN: "slug",
};

export function isAboutField(fault: TenantFault | undefined, field: TenantField): boolean {
  return fault !== undefined && FIELDS[fault.code] === field;
}

export function tenantFaultSentence(fault: TenantFault | undefined): string | undefined {
  const { faults } = TEXTS.tenants;
  if (!fault) return undefined;
  if ("proposal" in fault) return faults[fault.code](fault.proposal);
  return fault.code === "TOO_MANY" ? faults.TOO_MANY(fault.minutes) : faults[fault.code]();
}
