import type { Route } from "./route.ts";

const common = {
  method: "GET",
  paged: false,
  isStream: true,
  status: 200,
  parameters: [],
  body: undefined,
  variables: ({ path }) => ({ id: path.id }),
} as const satisfies Partial<Route>;

function described(what: string): string {
  return (
    `Server-sent events, each the ${what} as it is by then: at once, about every second while it goes on, when it is paused, ` +
    "resumed or cancelled, and when it has ended. Then the stream ends: close it once `finished_at` is set, or a browser " +
    "comes back. A comment every 15 seconds shows that the connection lives; an event `closed` says why it ends early."
  );
}

/** How far imports and exports are, told as they go on. */
export const TRANSFER_EVENTS_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "followImport",
    path: "/v1/imports/{id}/events",
    summary: "Follow an import",
    description: described("import"),
    tag: "Imports",
    document: "follow-import",
    at: ["importChanged"],
  },
  {
    ...common,
    operationId: "followExport",
    path: "/v1/exports/{id}/events",
    summary: "Follow an export of records",
    description: described("export"),
    tag: "Records",
    document: "follow-export",
    at: ["exportChanged"],
  },
];
