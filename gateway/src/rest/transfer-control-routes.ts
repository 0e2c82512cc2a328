import type { Route } from "./route.ts";

const common = {
  method: "POST",
  paged: false,
  status: 200,
  parameters: [],
  body: undefined,
  variables: ({ path }) => ({ input: { id: path.id } }),
} as const satisfies Partial<Route>;

/** What can be done about an import or export under way. */
export const TRANSFER_CONTROL_ROUTES: readonly Route[] = [
  {
    ...common,
    tag: "Imports",
    operationId: "pauseImport",
    path: "/v1/imports/{id}/pause",
    summary: "Pause an import",
    description: "Stops it between two batches; it keeps its file and its place until it is resumed or cancelled.",
    document: "pause-import",
    at: ["pauseImport", "import"],
  },
  {
    ...common,
    tag: "Imports",
    operationId: "resumeImport",
    path: "/v1/imports/{id}/resume",
    summary: "Resume an import",
    description: "Lets a paused import go on where it stopped.",
    document: "resume-import",
    at: ["resumeImport", "import"],
  },
  {
    ...common,
    tag: "Imports",
    operationId: "cancelImport",
    path: "/v1/imports/{id}/cancel",
    summary: "Cancel an import",
    description: "Stops it for good. What STRICT has stored is taken back, what PARTIAL has stored stays.",
    document: "cancel-import",
    at: ["cancelImport", "import"],
  },
  {
    ...common,
    tag: "Records",
    operationId: "pauseExport",
    path: "/v1/exports/{id}/pause",
    summary: "Pause an export of records",
    description: "It keeps its place and the parts of its file that are written until it is resumed or cancelled.",
    document: "pause-export",
    at: ["pauseExport", "export"],
  },
  {
    ...common,
    tag: "Records",
    operationId: "resumeExport",
    path: "/v1/exports/{id}/resume",
    summary: "Resume an export of records",
    description: "Lets a paused export go on behind its last part.",
    document: "resume-export",
    at: ["resumeExport", "export"],
  },
  {
    ...common,
    tag: "Records",
    operationId: "cancelExport",
    path: "/v1/exports/{id}/cancel",
    summary: "Cancel an export of records",
    description: "Ends it at once; nobody gets its file.",
    document: "cancel-export",
    at: ["cancelExport", "export"],
  },
];
