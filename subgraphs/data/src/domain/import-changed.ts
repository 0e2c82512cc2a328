import { abortable } from "@bulkhead/kernel/abortable.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { importById } from "./import.ts";

const FINISHED = "import.finished";
const NEWS = ["import.progressed", "import.paused", "import.resumed", "import.cancelled", FINISHED];

/** That an import may be another by now. What it is reads whoever delivers it, so nobody hears of a state that is over. */
export interface ImportNews {
  cursor: string;
  /** One that is late is as good: a limit of messages makes it wait. */
  paced: true;
}

/** News of an import: at once, then as it goes on, until it has ended. Each delivery is authorised by whoever delivers it. */
export async function importChanged(
  ctx: DataContext,
  args: { id: string },
): Promise<AsyncIterableIterator<ImportNews>> {
  const tenantId = authorize(ctx, "import:read");
  const subject = decodeId("import", args.id, "id");
  // Before it is read: what becomes of it meanwhile is in the feed.
  const since = ctx.feed.present(tenantId);
  const { finishedAt } = await importById(ctx, args.id);
  const ending = new AbortController();
  const events = ctx.feed.follow({ tenantId, types: NEWS, subject }, since, ending.signal);

  async function* news(): AsyncGenerator<ImportNews> {
    yield { cursor: since, paced: true };
    if (finishedAt !== null) return;
    for await (const event of events) {
      yield { cursor: ctx.feed.cursor(event), paced: true };
      if (event.type === FINISHED) return;
    }
  }
  return abortable(news(), ending);
}
