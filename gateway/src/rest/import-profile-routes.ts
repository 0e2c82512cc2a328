import type { Body } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "Imports", paged: false, status: 200, parameters: [], body: undefined } as const;

const SAVE: Body = {
  contentType: "application/json",
  name: "SaveImportProfileRequest",
  description: "How a kind of file becomes records. What is left out is found out by looking, or said by each import.",
  properties: {
    format: { description: "CSV, JSON, NDJSON or XML.", example: "CSV", isOptional: true },
    encoding: { description: "UTF_8, UTF_16LE, UTF_16BE or WINDOWS_1252.", example: "WINDOWS_1252", isOptional: true },
    delimiter: { description: "COMMA, SEMICOLON, TAB or PIPE.", example: "SEMICOLON", isOptional: true },
    items: {
      description: "Where the records lie in a tree: JSON Pointer to an array, or path of elements.",
      example: "/orders/order",
      isOptional: true,
    },
    formulas: {
      description: "GUARDED or VERBATIM: whether apostrophes before what looks like a formula are taken off.",
      example: "GUARDED",
      isOptional: true,
    },
    mode: { description: "STRICT or PARTIAL.", example: "PARTIAL", isOptional: true },
    fields: {
      description:
        "Where fields get their values from that have another name in the file: each `field` with `from` or `value`.",
      example: [
        { field: "amount", from: "Amount (EUR)" },
        { field: "/address/city", from: "City" },
        { field: "source", value: "ledger" },
      ],
      isOptional: true,
    },
    others: {
      description:
        "KEEP (the default) or IGNORE: what becomes of columns and fields that no entry names and the schema does not declare.",
      example: "IGNORE",
      isOptional: true,
    },
    version: {
      description: "The version you read; 0 for a profile that must be new. Left out: whatever there is is replaced.",
      example: 0,
      isOptional: true,
    },
  },
};

/** How kinds of files become records, kept under names. */
export const IMPORT_PROFILE_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listImportProfiles",
    method: "GET",
    path: "/v1/collections/{name}/import-profiles",
    summary: "List import profiles",
    description: "A collection's import profiles by name: at most 100.",
    document: "list-import-profiles",
    at: ["importProfiles"],
    variables: ({ path }) => ({ collection: path.name }),
  },
  {
    ...common,
    operationId: "getImportProfile",
    method: "GET",
    path: "/v1/collections/{name}/import-profiles/{profile}",
    summary: "Get an import profile",
    description: "One import profile of a collection by its name.",
    document: "get-import-profile",
    at: ["importProfile"],
    variables: ({ path }) => ({ collection: path.name, name: path.profile }),
  },
  {
    ...common,
    operationId: "saveImportProfile",
    method: "PUT",
    path: "/v1/collections/{name}/import-profiles/{profile}",
    summary: "Save an import profile",
    description:
      "Makes it, or replaces the one of that name. Imports that run keep what it said when they were started.",
    document: "save-import-profile",
    at: ["saveImportProfile", "importProfile"],
    body: SAVE,
    variables: ({ path, body }) => ({ input: { ...body, collection: path.name, name: path.profile } }),
  },
  {
    ...common,
    operationId: "deleteImportProfile",
    method: "DELETE",
    path: "/v1/collections/{name}/import-profiles/{profile}",
    summary: "Delete an import profile",
    description: "Imports that were started with it go on.",
    document: "delete-import-profile",
    at: ["deleteImportProfile"],
    variables: ({ path }) => ({ input: { collection: path.name, name: path.profile } }),
  },
];
