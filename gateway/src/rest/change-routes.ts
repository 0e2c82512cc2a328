import type { Parameter } from "./input.ts";
import { FILTER, readFilter, WHERE } from "./query-input.ts";
import type { Route } from "./route.ts";

const AFTER: Parameter = {
  name: "after",
  description: "Resume after the change of this cursor.",
  schema: { type: "string" },
};

const SNAPSHOT: Parameter = {
  name: "snapshot",
  description: "true: the matching records first, then their changes. Passed over when there is a cursor.",
  schema: { type: "string", enum: ["true", "false"], default: "false" },
  example: "true",
};

const LAST_EVENT_ID: Parameter = {
  name: "Last-Event-ID",
  description: "The id of the last event seen, as browsers send it by themselves; it counts for more than `after`.",
  schema: { type: "string" },
};

/** What happens to the records of a collection. */
export const CHANGE_ROUTES: readonly Route[] = [
  {
    operationId: "followChanges",
    method: "GET",
    path: "/v1/collections/{name}/changes",
    summary: "Follow changes of records",
    description:
      "Server-sent events, each one change with its cursor as id: what Last-Event-ID or `after` resumes after, with nothing " +
      "lost. With snapshot=true the matching records come first. A comment every 15 seconds shows that the connection lives; " +
      "an event `closed` says why it ends.",
    tag: "Records",
    document: "follow-changes",
    at: ["recordChanged"],
    paged: false,
    isStream: true,
    status: 200,
    parameters: [FILTER, WHERE, AFTER, SNAPSHOT],
    headers: [LAST_EVENT_ID],
    body: undefined,
    variables: (input) => ({
      collection: input.path.name,
      filter: readFilter(input),
      after: input.query.after,
      snapshot: input.query.snapshot === "true",
    }),
  },
];
