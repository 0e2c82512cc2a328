import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type Followed, followTransfer, type TransferNews } from "../transfers/follow.ts";
import { importById } from "./import.ts";

/** News of an import: at once, then as it goes on, until it has ended. Each delivery is authorised by whoever delivers it. */
export async function importChanged(
  ctx: DataContext,
  args: { id: string },
): Promise<AsyncIterableIterator<TransferNews>> {
  const tenantId = authorize(ctx, "import:read");
  return followTransfer(ctx, tenantId, args.id, IMPORT);
}

const IMPORT: Followed = {
  kind: "import",
  news: ["import.progressed", "import.paused", "import.resumed", "import.cancelled"],
  ends: ["import.finished"],
  read: importById,
};
