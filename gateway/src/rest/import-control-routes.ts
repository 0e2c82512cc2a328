import type { Route } from "./route.ts";

const common = {
  method: "POST",
  tag: "Imports",
  paged: false,
  status: 200,
  parameters: [],
  body: undefined,
  variables: ({ path }) => ({ input: { id: path.id } }),
} as const satisfies Partial<Route>;

/** What can be done about an import under way. */
export const IMPORT_CONTROL_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "pauseImport",
    path: "/v1/imports/{id}/pause",
    summary: "Pause an import",
    description: "Stops it between two batches; it keeps its file and its place until it is resumed or cancelled.",
    document: "pause-import",
    at: ["pauseImport", "import"],
  },
  {
    ...common,
    operationId: "resumeImport",
    path: "/v1/imports/{id}/resume",
    summary: "Resume an import",
    description: "Lets a paused import go on where it stopped.",
    document: "resume-import",
    at: ["resumeImport", "import"],
  },
  {
    ...common,
    operationId: "cancelImport",
    path: "/v1/imports/{id}/cancel",
    summary: "Cancel an import",
    description: "Stops it for good. What STRICT has stored is taken back, what PARTIAL has stored stays.",
    document: "cancel-import",
    at: ["cancelImport", "import"],
  },
];
