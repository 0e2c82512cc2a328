import { type Parameter, paging } from "./input.ts";
import type { Route } from "./route.ts";

const STATES = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"];

const FILTERS: readonly Parameter[] = [
  {
    name: "state",
    description: "Only jobs in this state.",
    schema: { type: "string", enum: STATES },
    example: "FAILED",
  },
  { name: "kind", description: "Only jobs of this kind.", schema: { type: "string" }, example: "data.import" },
];

const common = { tag: "Jobs", paged: false, status: 200, parameters: [], body: undefined } as const;

/** Background jobs, for those who may see and steer them. */
export const JOB_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listJobs",
    method: "GET",
    path: "/v1/jobs",
    summary: "List background jobs",
    description: "The tenant's background jobs, newest first, a page at a time. What they work on is not shown.",
    document: "list-jobs",
    at: ["jobs"],
    paged: true,
    parameters: [...FILTERS, ...paging.parameters],
    variables: (input) => ({
      filter: { state: input.query.state, kind: input.query.kind },
      ...paging.read(input),
    }),
  },
  {
    ...common,
    operationId: "getJob",
    method: "GET",
    path: "/v1/jobs/{id}",
    summary: "Get a background job",
    description: "How far a job is, and why its last attempt failed if it did.",
    document: "get-job",
    at: ["job"],
    variables: (input) => ({ id: input.path.id }),
  },
  {
    ...common,
    operationId: "retryJob",
    method: "POST",
    path: "/v1/jobs/{id}/retry",
    summary: "Try a job again",
    description: "Puts a job that was given up back into its line, with all its attempts before it.",
    document: "retry-job",
    at: ["retryJob", "job"],
    variables: (input) => ({ input: { id: input.path.id } }),
  },
  {
    ...common,
    operationId: "cancelJob",
    method: "POST",
    path: "/v1/jobs/{id}/cancel",
    summary: "Cancel a job",
    description: "Ends a job: at once when it has not begun, otherwise within ten seconds.",
    document: "cancel-job",
    at: ["cancelJob", "job"],
    variables: (input) => ({ input: { id: input.path.id } }),
  },
];
