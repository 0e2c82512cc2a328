import { differenceOf, type SettingDifference } from "./difference.ts";
import { readDocument } from "./document.ts";

/** A version as lists read it, with the document before it; of a logo both have the digest. */
export interface VersionRow {
  version: number;
  settings: object;
  before: object | null;
  created_by: string;
  created_at: string;
  reason: string | null;
  rolled_back_to: number | null;
}

/** A document whose logo is its digest: pages of versions would be megabytes of pictures otherwise. */
function lean(document: string): string {
  return `case when ${document} #>> '{branding,logo}' is null then ${document} else
            jsonb_set(${document}, '{branding,logo}', to_jsonb('sha256:' ||
              encode(sha256(convert_to(${document} #>> '{branding,logo}', 'UTF8')), 'hex'))) end`;
}

export const VERSION_COLUMNS = `this.version, ${lean("this.settings")} as settings, ${lean("previous.settings")} as before,
  this.created_by, this.created_at, this.reason, this.rolled_back_to`;

export const VERSION_TABLES = `tenancy.tenant_setting as this left join tenancy.tenant_setting as previous
  on previous.tenant_id = this.tenant_id and previous.version = this.version - 1`;

/** Who made which version of the settings, when, why, and what it made different. */
export interface TenantConfigVersion {
  version: number;
  author: { id: string };
  createdAt: string;
  reason: string | null;
  rolledBackTo: number | null;
  changes: readonly SettingDifference[];
}

export function toVersion(row: VersionRow): TenantConfigVersion {
  return {
    version: row.version,
    author: { id: row.created_by },
    createdAt: row.created_at,
    reason: row.reason,
    rolledBackTo: row.rolled_back_to,
    changes: differenceOf(readDocument(row.before).own, readDocument(row.settings).own),
  };
}
