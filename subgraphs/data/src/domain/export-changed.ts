import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type Followed, followTransfer, type TransferNews } from "../transfers/follow.ts";
import { findExport } from "./export.ts";

/** News of an export: at once, then as it goes on, until it has ended. Each delivery is authorised by whoever delivers it. */
export async function exportChanged(
  ctx: DataContext,
  args: { id: string },
): Promise<AsyncIterableIterator<TransferNews>> {
  const tenantId = authorize(ctx, "export:read");
  return followTransfer(ctx, tenantId, args.id, EXPORT);
}

const EXPORT: Followed = {
  kind: "export",
  news: ["export.progressed", "export.paused", "export.resumed"],
  ends: ["export.cancelled", "export.finished"],
  read: (ctx, id) => findExport(ctx, { id }),
};
