import { encodeId } from "@bulkhead/kernel/id.ts";

/** Name of the kind of job that writes an export; its payload names the export. */
export const EXPORT_JOB = "tenancy.export";

export interface ExportPayload {
  /** uuid */
  exportId: string;
}

export type ExportStatus = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED";

export interface ExportRow {
  id: string;
  status: ExportStatus;
  progress: number;
  rows: string;
  bytes: string;
  created_by: string;
  created_at: string;
  finished_at: string | null;
  expires_at: string | null;
  is_expired: boolean;
  has_audit: boolean;
  parts: { blob_id: string; bytes: number }[];
}

/** With the parts, of which an export has a handful; to be followed by conditions on `e`. */
export const SELECT_EXPORT = `select e.id, e.status, e.progress, e.rows, e.bytes, e.created_by, e.created_at, e.finished_at, e.expires_at, e.has_audit,
    coalesce(e.expires_at <= now(), false) as is_expired,
    coalesce((select jsonb_agg(jsonb_build_object('blob_id', p.blob_id, 'bytes', p.bytes) order by p.seq)
              from tenancy.tenant_export_part p where p.tenant_id = e.tenant_id and p.export_id = e.id), '[]') as parts
  from tenancy.tenant_export e`;

/** An export as the schema shows it. */
export interface TenantExport {
  id: string;
  status: ExportStatus | "EXPIRED";
  progress: number;
  rows: number;
  bytes: number;
  parts: { blob: string; bytes: number }[];
  createdBy: string;
  createdAt: string;
  finishedAt: string | null;
  expiresAt: string | null;
}

export function toTenantExport(row: ExportRow): TenantExport {
  const status = row.is_expired ? "EXPIRED" : row.status;
  return {
    id: encodeId("tenantExport", row.id),
    status,
    progress: row.progress,
    rows: Number(row.rows),
    bytes: Number(row.bytes),
    parts:
      status === "SUCCEEDED" ? row.parts.map(({ blob_id, bytes }) => ({ blob: encodeId("blob", blob_id), bytes })) : [],
    createdBy: row.created_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    expiresAt: row.expires_at,
  };
}
