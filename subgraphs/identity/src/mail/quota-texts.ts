import type { Quota } from "@bulkhead/kernel/quota.ts";

/** What a plan limits: what it is called, what happens at the limit, what helps, and where one sees what it came from. */
export const QUOTA_TEXTS: Record<Quota, { name: string; unit: string; effect: string; todo: string; cause: string }> = {
  requests: {
    name: "requests of the month",
    unit: "requests",
    effect: "no request is let in until the next month begins (UTC).",
    todo: "Wait for the next month",
    cause: "usageDays of the API: it tells by day, operation and key what was asked",
  },
  records: {
    name: "records",
    unit: "records",
    effect: "no record is stored any more. Those that there are stay, and can be read, changed and deleted.",
    todo: "Delete records that nobody needs",
    cause: "auditEvents of the API: it tells who stored them",
  },
  bytes: {
    name: "bytes of storage",
    unit: "bytes",
    effect: "nothing is stored that takes more. What there is stays, and can be read and deleted.",
    todo: "Delete records and uploads that nobody needs",
    cause: "auditEvents of the API: it tells who stored what",
  },
  members: {
    name: "members",
    unit: "members",
    effect: "nobody can become a member. Those who are stay.",
    todo: "Remove members who have left",
    cause: "members of the API: it lists them all",
  },
  sockets: {
    name: "WebSockets",
    unit: "WebSockets open at once",
    effect: "no further WebSocket is opened. Those that are open stay.",
    todo: "Close some that nobody needs",
    cause: "which of your programs subscribe: each holds a WebSocket",
  },
  webhookDeliveries: {
    name: "webhook deliveries of the month",
    unit: "webhook deliveries",
    effect: "no webhook is delivered until the next month begins (UTC).",
    todo: "Wait for the next month",
    cause: "which webhooks the tenant has: an event is delivered to each that wants it",
  },
};
