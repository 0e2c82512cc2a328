import { abortable } from "@bulkhead/kernel/abortable.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { changesOf, interestIn, type RecordChange } from "../records/record-change.ts";

export interface RecordChangedArgs {
  collection: string;
  after?: string | null;
}

/**
 * Every change of a collection's records after the cursor, then live ones, until the reader returns. Each delivery is
 * authorised again by whoever delivers it; the right to begin is decided here.
 */
export async function recordChanged(
  ctx: DataContext,
  args: RecordChangedArgs,
): Promise<AsyncIterableIterator<RecordChange>> {
  const tenantId = authorizeIn(ctx, "record:read", args.collection);
  const collection = await ctx.collections.byName(tenantId, args.collection);
  const after = args.after ?? null;
  // Opened here and not when first read: a wrong cursor must refuse the subscription, not end it.
  const start = after === null ? undefined : ctx.feed.open(tenantId, after);
  const ending = new AbortController();
  const events = ctx.feed.follow(interestIn(tenantId, collection), after, ending.signal);

  async function* changes(): AsyncGenerator<RecordChange> {
    for await (const event of events) {
      const resumed = start !== undefined && event.xid === start.xid && event.id === start.id;
      for await (const change of changesOf({ ...ctx, collection }, event, resumed ? start.part : 0)) {
        if (ending.signal.aborted) return;
        yield change;
      }
    }
  }
  return abortable(changes(), ending);
}
