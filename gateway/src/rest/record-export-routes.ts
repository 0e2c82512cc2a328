import { type Parameter, paging } from "./input.ts";
import { RANGE } from "./lifecycle-routes.ts";
import type { Route } from "./route.ts";

const common = {
  tag: "Records",
  paged: false,
  status: 200,
  parameters: [] as readonly Parameter[],
  body: undefined,
} as const;

/** Files that records are written into. */
export const RECORD_EXPORT_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "createExport",
    method: "POST",
    path: "/v1/collections/{name}/exports",
    summary: "Export records",
    description: "Writes the records of a collection, or those that match, into a file, in the background.",
    document: "create-export",
    at: ["createExport", "export"],
    status: 202,
    body: {
      contentType: "application/json",
      name: "CreateExportRequest",
      description: "Which records, and what the file shall be.",
      properties: {
        format: { description: "CSV, JSON, NDJSON or XML.", example: "CSV" },
        compression: { description: "NONE or GZIP.", example: "GZIP", isOptional: true },
        formulas: {
          description: "GUARDED or VERBATIM: what becomes of texts in CSV that look like formulas.",
          example: "GUARDED",
          isOptional: true,
        },
        fields: { description: "Only these properties, in this order.", example: ["weather"], isOptional: true },
        filter: {
          description: "Conditions as of many changes, all of which must hold.",
          example: [{ field: "weather", equals: "drizzle" }],
          isOptional: true,
        },
      },
    },
    variables: ({ body, path }) => ({
      input: {
        collection: path.name,
        format: body.format,
        compression: body.compression ?? "NONE",
        formulas: body.formulas ?? "GUARDED",
        fields: body.fields,
        filter: body.filter,
      },
    }),
    location: (made) => `/v1/exports/${String(made.id)}`,
  },
  {
    ...common,
    operationId: "listExports",
    method: "GET",
    path: "/v1/exports",
    summary: "List exports of records",
    description: "The tenant's exports in collections that the caller's role reaches, newest first, a page at a time.",
    document: "list-exports",
    at: ["exports"],
    paged: true,
    parameters: paging.parameters,
    variables: paging.read,
  },
  {
    ...common,
    operationId: "getExport",
    method: "GET",
    path: "/v1/exports/{id}",
    summary: "Get an export of records",
    description: "How far it is, until when its file can be fetched, and why it ended if it did without one.",
    document: "get-export",
    at: ["export"],
    variables: (input) => ({ id: input.path.id }),
  },
  {
    ...common,
    operationId: "deleteExport",
    method: "DELETE",
    path: "/v1/exports/{id}",
    summary: "Delete the file of an export",
    description:
      "Before its time: nobody can fetch it any more, and links to it are dead. What was asked for stays known.",
    document: "delete-export",
    at: ["deleteExport", "export"],
    variables: ({ path }) => ({ input: { id: path.id } }),
  },
  {
    ...common,
    operationId: "createExportLink",
    method: "POST",
    path: "/v1/exports/{id}/links",
    summary: "Make a link to an export",
    description:
      "An address that gives the file to whoever has it, without a credential, until it expires: it does not outlive the file, " +
      "nor what its maker may read. It is shown once.",
    document: "create-export-link",
    at: ["createExportLink"],
    status: 201,
    body: {
      contentType: "application/json",
      name: "CreateExportLinkRequest",
      description: "For how long.",
      properties: { expires_in: { description: "Seconds, 60 to 604,800.", example: 86_400 } },
    },
    variables: ({ body, path }) => ({ input: { id: path.id, expiresIn: body.expires_in } }),
  },
  {
    ...common,
    operationId: "getExportContent",
    method: "GET",
    path: "/v1/exports/{id}/content",
    summary: "Fetch an export of records",
    description:
      "The file of an export that has succeeded, in its format, or a range of it. HEAD answers the headers alone.",
    document: "get-export-content",
    at: ["export"],
    headers: RANGE,
    answersBytes: "application/octet-stream",
    variables: (input) => ({ id: input.path.id }),
  },
];
