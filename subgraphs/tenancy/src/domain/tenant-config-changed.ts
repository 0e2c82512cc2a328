import { abortable } from "@bulkhead/kernel/abortable.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { type ConfigChange, changeOf, interestIn } from "../settings/config-change.ts";

/**
 * Every version of the settings after the cursor, then those to come, until the reader returns. Each delivery is authorised
 * again by whoever delivers it; the right to begin is decided here.
 */
export async function tenantConfigChanged(
  ctx: TenancyContext,
  args: { after?: string | null },
): Promise<AsyncIterableIterator<ConfigChange>> {
  const tenantId = authorize(ctx, "tenant-config:read");
  const ending = new AbortController();
  const events = ctx.feed.follow(interestIn(tenantId), args.after ?? null, ending.signal);

  async function* changes(): AsyncGenerator<ConfigChange> {
    for await (const event of events) {
      if (ending.signal.aborted) return;
      yield changeOf(ctx.feed, event);
    }
  }
  return abortable(changes(), ending);
}
