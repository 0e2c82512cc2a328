import type { Feed, FeedEvent, Interest } from "@bulkhead/kernel/feed.ts";

/** A new version of the settings, as subscribers learn of it. */
export interface ConfigChange {
  tenantId: string;
  cursor: string;
  /** Which version it made. */
  number: number;
}

export function interestIn(tenantId: string): Interest {
  return { tenantId, subject: tenantId, types: ["tenant-config.updated", "tenant-config.rolled-back"] };
}

export function changeOf(feed: Pick<Feed, "cursor">, event: FeedEvent): ConfigChange {
  return { tenantId: event.tenantId, cursor: feed.cursor(event), number: Number(event.payload.version) };
}
