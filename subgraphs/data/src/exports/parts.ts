import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";

export interface ExportPart {
  /** `blob_…` */
  blob: string;
  bytes: number;
  sha256: string;
}

/** The blobs that one after another are the file of an export, as far as it is written. */
export async function readParts(db: Database, tenantId: string, exportId: string): Promise<ExportPart[]> {
  const rows = await readAsTenant<{ blob_id: string; bytes: string; sha256: string }>(db, tenantId, {
    name: "export_parts",
    text: "select blob_id, bytes, sha256 from data.export_part where tenant_id = $1 and export_id = $2 order by seq",
    values: [tenantId, exportId],
  });
  return rows.map(({ blob_id, bytes, sha256 }) => ({ blob: encodeId("blob", blob_id), bytes: Number(bytes), sha256 }));
}
