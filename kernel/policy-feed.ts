import type { Feed } from "./feed.ts";

/**
 * The age of news up to which a kept key or policy is believed. Whoever acts on a kept value therefore acts on what was
 * true within this time, whatever holds the feed up; beyond it every decision reads the database (docs/adr/0015).
 */
export const MAX_BELIEVED_LAG_MS = 1_000;

export function isBelieved(feed: Pick<Feed, "lagMs">): boolean {
  return feed.lagMs() < MAX_BELIEVED_LAG_MS;
}

/**
 * What can change who may do what in a tenant. By family and not by name, so that an event added to one of them is heard
 * without anybody thinking of it; an event that changes nothing of the kind costs one look too many.
 */
const FAMILIES = [
  "tenant.",
  "tenant-config.",
  "api-key.",
  "service-account.",
  "member.",
  "role.",
  "plan.",
  "user.",
  "oauth-client.",
  "grant.",
  "token.",
  "signing-key.",
  "impersonation.",
  "operator.",
];

export function isPolicyEvent(type: string): boolean {
  return FAMILIES.some((family) => type.startsWith(family));
}

/** Tells a tenant's uuid each time its policy may have changed; the installation's when everybody's may. Answers how to stop. */
export function listenForPolicy(feed: Pick<Feed, "listen">, listener: (tenantId: string) => void): () => void {
  return feed.listen(({ type, tenantId }) => {
    if (isPolicyEvent(type)) listener(tenantId);
  });
}
