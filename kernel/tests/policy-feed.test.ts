import { events } from "@bulkhead/kernel/events.ts";
import type { FeedEvent } from "@bulkhead/kernel/feed.ts";
import { isPolicyEvent, listenForPolicy } from "@bulkhead/kernel/policy-feed.ts";
import { expect, test } from "vitest";

/**
 * Everything else that may be in the outbox: changes of what a tenant has, not of what its people may do. `key` encrypts.
 * What ends with a password, a session or an account is a grant, which says so itself; factors are asked for at sign-in.
 */
const HARMLESS = new RegExp(
  `^(${[
    "key|activation-link|invitation|password|oauth-client-secret|collection|record|records|bulk-change|import|import-profile|export|export-link|blob|job|webhook",
    "quota|tenant-export|device|domain|join-request",
    "account|session|sessions|factor|factors|passkey|recovery-code|recovery-codes",
  ].join("|")})\\.`,
);

test("every event of the catalogue is known to change policy, or known not to", () => {
  const unclear = Object.keys(events.outbox).filter((type) => isPolicyEvent(type) === HARMLESS.test(type));
  expect(unclear).toEqual([]);
});

test.each(["tenant.suspended", "tenant.resumed", "api-key.revoked", "member.role-changed", "member.removed"])(
  "%s is heard, with its tenant",
  (type) => {
    const listeners: ((event: FeedEvent) => void)[] = [];
    const heard: string[] = [];
    const listen = (listener: (event: FeedEvent) => void) => {
      listeners.push(listener);
      return () => {};
    };
    listenForPolicy({ listen }, (tenantId) => heard.push(tenantId));
    const event = { xid: "1", id: "1", subject: "s", payload: {}, occurredAt: "" };
    for (const listener of listeners) {
      listener({ ...event, tenantId: "t1", type });
      listener({ ...event, tenantId: "t2", type: "record.created" });
    }
    expect(heard).toEqual(["t1"]);
  },
);
