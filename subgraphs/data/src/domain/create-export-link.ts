import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { decodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { readExport } from "../exports/read-export.ts";

export interface CreateExportLinkInput {
  id: string;
  /** In seconds. */
  expiresIn: number;
}

export interface ExportLink {
  /** Shown once, here. */
  url: string;
  expiresAt: string;
}

const MIN_SECONDS = 60;
const MAX_SECONDS = 604_800;

/** Makes an address that gives the file of an export to whoever has it, for as long as was asked and the file is there. */
export async function createExportLink(ctx: DataContext, input: CreateExportLinkInput): Promise<ExportLink> {
  const tenantId = authorize(ctx, "export-link:create");
  authorize(ctx, "record:read");
  const { expiresIn } = input;
  const exportId = decodeId("export", input.id, "input.id");
  if (!(expiresIn >= MIN_SECONDS && expiresIn <= MAX_SECONDS))
    refuseFaults([
      { path: "input.expiresIn", code: "OUT_OF_RANGE", message: "Give 60 seconds to 604,800, which are seven days." },
    ]);
  const row = await readExport(ctx, tenantId, exportId);
  if (row.status !== "SUCCEEDED" || row.is_expired || row.expires_at === null)
    throw new AppError(
      "CONFLICT",
      "This export has no file that could be fetched: wait until it has succeeded, or ask for another one.",
    );
  const expiresAt = Math.min(
    Math.floor(Date.now() / 1_000) + expiresIn,
    Math.floor(Date.parse(row.expires_at) / 1_000),
  );
  const at = new Date(expiresAt * 1_000).toISOString();
  const linkId = newUuid();
  await flushAsTenant(ctx.db, tenantId, [
    {
      name: "export_link_insert",
      text: `insert into data.export_link (tenant_id, export_id, id, created_by, expires_at) values ($1, $2, $3, $4, $5)`,
      values: [tenantId, exportId, linkId, ctx.principal.id, at],
    },
    appendOutbox(tenantId, [{ type: "export-link.created", subject: linkId, payload: { exportId } }]),
    appendAudit(ctx, tenantId, {
      action: "export-link.create",
      target: input.id,
      detail: { collection: row.collection, format: row.format, link: linkId, expiresAt: at },
    }),
  ]);
  const signature = ctx.linkSignatures.sign({ tenantId, exportId, linkId, expiresAt });
  return { url: `${ctx.publicOrigin}/v1/exports/${input.id}/file?signature=${signature}`, expiresAt: at };
}
