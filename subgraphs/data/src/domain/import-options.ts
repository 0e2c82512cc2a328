import { authorize, authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { digestOf, earlierImport, refuseBadKey, reused } from "../imports/actions/idempotency.ts";
import { NEEDED } from "../imports/actions/may-still.ts";
import type { FileOptions } from "../imports/formats/file-options.ts";
import type { ImportAction, ImportMode } from "../imports/import-state.ts";
import { type ImportRequest, readRequest } from "../imports/read-request.ts";
import { requireAnyRoom, requireRoomForFile } from "../imports/require-room.ts";

export interface ImportOptionsInput extends ImportRequest {
  /** Length of the file, where it is known. */
  bytes?: number | null | undefined;
}

/** What an import would be started with. What is null is found by looking at the file. */
export interface ImportOptionsNode extends FileOptions {
  collection: string;
  profile: string | null;
  mode: ImportMode;
  action: ImportAction;
  key: string | null;
  dryRun: boolean;
  /** Bytes that the plan has room for; null where it sets no limit. */
  bytesLeft: number | null;
}

/** Refuses what `createImport` would refuse whatever the file, for whoever has not sent it yet. */
export async function importOptions(ctx: DataContext, input: ImportOptionsInput): Promise<ImportOptionsNode> {
  const tenantId = authorizeIn(ctx, "import:read", input.collection);
  for (const permission of ["import:create" as const, ...NEEDED[input.action]]) authorize(ctx, permission);
  const { bytes, ...request } = input;
  const { action, dryRun, idempotencyKey } = request;
  refuseBadKey(idempotencyKey);
  const earlier = idempotencyKey == null ? undefined : await earlierImport(ctx, tenantId, idempotencyKey);
  if (earlier && digestOf(request) !== earlier.request_digest) throw reused();
  const { collection, key, profile, options, mode } = await readRequest(ctx, tenantId, request);
  // What was asked before is answered, whether or not there is room for another one.
  if (!earlier && action === "CREATE" && !dryRun) await requireAnyRoom(ctx.db, tenantId);
  const bytesLeft = earlier ? null : await requireRoomForFile(ctx.db, tenantId, bytes ?? 0);
  const named = { collection: collection.name, profile: profile?.name ?? null, key: key?.name ?? null };
  return { ...options, ...named, mode, action, dryRun, bytesLeft };
}
