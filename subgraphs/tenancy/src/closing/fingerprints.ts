import { createHash } from "node:crypto";
import { type Database, flushAsTenant } from "@bulkhead/kernel/database.ts";

/** Keys by which backups can be searched for what they still hold: SHA-256 of each as it was stored, wrapped. */
export interface DestroyedKeys {
  /** Null for a tenant that never had one. */
  tenantKey: { version: number; rootVersion: string; fingerprint: string } | null;
  dataKeys: { purpose: string; version: number; fingerprint: string }[];
}

/** The keys as they are now; before they are destroyed. */
export async function readFingerprints(db: Database, tenantId: string): Promise<DestroyedKeys> {
  const [tenantKeys, dataKeys] = (await flushAsTenant(db, tenantId, [
    {
      text: "select version, root_version, wrapped from platform.tenant_key where tenant_id = $1 and wrapped is not null",
      values: [tenantId],
    },
    {
      text: "select purpose, version, wrapped from platform.data_key where tenant_id = $1 order by purpose, version",
      values: [tenantId],
    },
  ])) as [
    { version: number; root_version: string; wrapped: Buffer }[],
    { purpose: string; version: number; wrapped: Buffer }[],
  ];
  const [held] = tenantKeys;
  return {
    tenantKey: held
      ? { version: held.version, rootVersion: held.root_version, fingerprint: fingerprintOf(held.wrapped) }
      : null,
    dataKeys: dataKeys.map(({ purpose, version, wrapped }) => ({
      purpose,
      version,
      fingerprint: fingerprintOf(wrapped),
    })),
  };
}

function fingerprintOf(wrapped: Buffer): string {
  return createHash("sha256").update(wrapped).digest("hex");
}
