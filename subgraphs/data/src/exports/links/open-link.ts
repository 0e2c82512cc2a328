import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Database, readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Compression, FileFormat } from "../../imports/formats/file-options.ts";
import { askedNowAndThen, type GrantOfPrincipal } from "../../jobs/still-may.ts";
import { type ExportPart, readParts } from "../parts.ts";
import type { LinkClaims, LinkSignatures } from "./link-signatures.ts";

/** From whom a link was used, as the edge knows it. */
export interface Opener {
  requestId: string;
  clientAddress: string | null;
}

/** The file that a link leads to. */
export interface LinkedExport {
  /** uuid */
  tenantId: string;
  /** `xpt_…` */
  id: string;
  status: "SUCCEEDED";
  collection: string;
  format: FileFormat;
  compression: Compression;
  sha256: string | null;
  parts: ExportPart[];
}

export interface LinkDeps {
  db: Database;
  linkSignatures: LinkSignatures;
  grantOf: GrantOfPrincipal;
  /** Whether a tenant is neither suspended nor closed, and takes requests to its files from an address. */
  takesLinks(tenantId: string, clientAddress: string | null): Promise<boolean>;
}

interface Row {
  collection: string;
  format: FileFormat;
  compression: Compression;
  sha256: string | null;
  created_by: string;
  is_opened: boolean;
  is_over: boolean;
}

/**
 * What an address leads to; undefined for every one that does not work, whatever the reason. A link is as good as whoever
 * made it: once they may not have the file, nobody has it by a link of theirs.
 */
export async function openLink(
  deps: LinkDeps,
  id: string,
  signature: string,
  opener: Opener,
): Promise<LinkedExport | undefined> {
  const claims = claimsOf(deps, id, signature);
  if (!claims || claims.expiresAt * 1_000 <= Date.now()) return undefined;
  const row = await standing(deps, claims, opener);
  if (!row || row.is_over) return undefined;
  const { tenantId } = claims;
  const { collection, format, compression, sha256 } = row;
  const parts = await readParts(deps.db, tenantId, claims.exportId);
  if (!row.is_opened) await noteFirstUse(deps.db, claims, opener, row);
  return { tenantId, id, status: "SUCCEEDED", collection, format, compression, sha256, parts };
}

/** Whether a download that began by a link may go on: what has expired meanwhile ends none, unlike what was deleted. */
export async function linkStands(deps: LinkDeps, id: string, signature: string, opener: Opener): Promise<boolean> {
  const claims = claimsOf(deps, id, signature);
  return claims !== undefined && (await standing(deps, claims, opener)) !== undefined;
}

function claimsOf({ linkSignatures }: LinkDeps, id: string, signature: string): LinkClaims | undefined {
  const exportId = tryDecodeId("export", id);
  return exportId === undefined ? undefined : linkSignatures.read(exportId, signature);
}

/** What a link leads to while its tenant takes whoever comes by it, and whoever made it may have the file. */
async function standing(
  { db, grantOf, takesLinks }: LinkDeps,
  { tenantId, exportId, linkId }: LinkClaims,
  { clientAddress }: Opener,
): Promise<Row | undefined> {
  if (!(await takesLinks(tenantId, clientAddress))) return undefined;
  const [row] = await readAsTenant<Row>(db, tenantId, {
    name: "export_link",
    text: `select c.name as collection, e.format, e.compression, e.sha256, l.created_by, l.opened_at is not null as is_opened,
             least(l.expires_at, e.expires_at) <= now() as is_over
           from data.export_link l
           join data.export e on e.tenant_id = l.tenant_id and e.id = l.export_id
           join data.collection c on c.tenant_id = e.tenant_id and c.id = e.collection_id
           where l.tenant_id = $1 and l.export_id = $2 and l.id = $3 and e.status = 'SUCCEEDED' and e.deleted_at is null`,
    values: [tenantId, exportId, linkId],
  });
  if (!row) return undefined;
  const stillMay = askedNowAndThen(grantOf);
  return (await stillMay({ tenantId, createdBy: row.created_by }, "record:read", row.collection)) ? row : undefined;
}

/** Audited once for each link, so that ranges and whoever asks in a loop write nothing. */
async function noteFirstUse(
  db: Database,
  { tenantId, exportId, linkId }: LinkClaims,
  opener: Opener,
  { collection, format }: Pick<Row, "collection" | "format">,
): Promise<void> {
  const which = [tenantId, exportId, linkId];
  const ctx = { principal: platformPrincipal(tenantId), ...opener };
  await withTenant(db, tenantId, async (tx) => {
    const [unused] = await tx.query({
      name: "export_link_unused",
      text: "select 1 from data.export_link where tenant_id = $1 and export_id = $2 and id = $3 and opened_at is null",
      values: which,
    });
    if (!unused) return;
    // Of two that use it first one finds it used.
    tx.surelyAtEnd({
      name: "export_link_opened",
      text: `update data.export_link set opened_at = now()
             where tenant_id = $1 and export_id = $2 and id = $3 and opened_at is null returning 1`,
      values: which,
    });
    await tx.commit([
      appendAudit(ctx, tenantId, {
        action: "export.download",
        target: encodeId("export", exportId),
        detail: { collection, format, link: linkId },
      }),
    ]);
  });
}
