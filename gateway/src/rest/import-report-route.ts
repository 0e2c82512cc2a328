import type { Route } from "./route.ts";

interface ReportAnswer {
  import: { id: string; collection: string };
}

const PAGE_ROWS = 500;

/** Everything that is wrong with a file, as a file. */
export const IMPORT_REPORT_ROUTE: Route = {
  operationId: "getImportReport",
  method: "GET",
  path: "/v1/imports/{id}/report",
  summary: "Fetch the report of an import",
  description:
    "Every row that was rejected so far, in the order of the file, however many there are: a JSON object a line, or CSV, in " +
    "which what looks like a formula has an apostrophe before it. A connection that breaks off has brought a part of it only.",
  tag: "Imports",
  document: "get-import-report",
  at: ["import", "rejections"],
  paged: false,
  status: 200,
  answersRows: {
    fileName(data) {
      const { id, collection } = (data as ReportAnswer).import;
      return `${collection}-${id}-rejected`;
    },
  },
  parameters: [
    {
      name: "format",
      description: "What the file shall be.",
      schema: { type: "string", enum: ["ndjson", "csv"], default: "ndjson" },
      example: "csv",
    },
  ],
  body: undefined,
  variables: (input) => ({ id: input.path.id, first: PAGE_ROWS }),
};
