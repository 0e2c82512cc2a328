import { abortable } from "@bulkhead/kernel/abortable.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import type { DataContext } from "../context.ts";

/** That a transfer may be another by now. What it is reads whoever delivers it, so nobody hears of a state that is over. */
export interface TransferNews {
  cursor: string;
  /** One that is late is as good: a limit of messages makes it wait. */
  paced: true;
}

export interface Followed {
  kind: "import" | "export";
  /** Types of events that say it is another; those of `ends`, that it has ended. */
  news: readonly string[];
  ends: readonly string[];
  /** What it is now, for whoever may read it. */
  read(ctx: DataContext, id: string): Promise<{ finishedAt: string | null }>;
}

/** News of an import or export: at once, then as it goes on, until it has ended. */
export async function followTransfer(
  ctx: DataContext,
  tenantId: string,
  id: string,
  { kind, news, ends, read }: Followed,
): Promise<AsyncIterableIterator<TransferNews>> {
  const subject = decodeId(kind, id, "id");
  // Before it is read: what becomes of it meanwhile is in the feed.
  const since = ctx.feed.present(tenantId);
  const { finishedAt } = await read(ctx, id);
  const ending = new AbortController();
  const events = ctx.feed.follow({ tenantId, types: [...news, ...ends], subject }, since, ending.signal);

  async function* tell(): AsyncGenerator<TransferNews> {
    yield { cursor: since, paced: true };
    if (finishedAt !== null) return;
    for await (const event of events) {
      yield { cursor: ctx.feed.cursor(event), paced: true };
      if (ends.includes(event.type)) return;
    }
  }
  return abortable(tell(), ending);
}
