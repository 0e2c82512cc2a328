import { notFound } from "@bulkhead/kernel/error.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { Collection } from "../collections/directory.ts";
import type { DataContext } from "../context.ts";
import { changeAt, interestIn, type RecordChange } from "../records/record-change.ts";

/** One change by its cursor: the one that is being delivered, or else as the outbox still has it. */
export async function recordChange(
  ctx: DataContext,
  args: { collection: string; cursor: string },
): Promise<RecordChange> {
  const tenantId = authorizeIn(ctx, "record:read", args.collection);
  const collection = await ctx.collections.byName(tenantId, args.collection);
  const delivered = ctx.delivered?.get(args.cursor);
  if (isChangeOf(delivered, tenantId, collection)) return delivered;
  const event = await ctx.feed.at(interestIn(tenantId, collection), args.cursor);
  const change = event && (await changeAt({ ...ctx, collection }, event, ctx.feed.open(tenantId, args.cursor).part));
  if (!change) throw notFound();
  return change;
}

/** What is delivered was read for the subscriber, so it is looked at again: same tenant, same collection, or not at all. */
function isChangeOf(delivered: unknown, tenantId: string, collection: Collection): delivered is RecordChange {
  const change = delivered as Partial<RecordChange> | undefined;
  return change?.tenantId === tenantId && change.collectionId === collection.id;
}
