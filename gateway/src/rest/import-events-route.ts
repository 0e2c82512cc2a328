import type { Route } from "./route.ts";

/** How far an import is, told as it goes on. */
export const IMPORT_EVENTS_ROUTE: Route = {
  operationId: "followImport",
  method: "GET",
  path: "/v1/imports/{id}/events",
  summary: "Follow an import",
  description:
    "Server-sent events, each the import as it is by then: at once, about every second while it goes on, when it is paused, " +
    "resumed or cancelled, and when it has ended. Then the stream ends: close it once `finished_at` is set, or a browser " +
    "comes back. A comment every 15 seconds shows that the connection lives; an event `closed` says why it ends early.",
  tag: "Imports",
  document: "follow-import",
  at: ["importChanged"],
  paged: false,
  isStream: true,
  status: 200,
  parameters: [],
  body: undefined,
  variables: (input) => ({ id: input.path.id }),
};
