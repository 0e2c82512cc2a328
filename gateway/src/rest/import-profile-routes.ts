import type { Body } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "Imports", paged: false, status: 200, parameters: [], body: undefined } as const;

const oneOf = (...values: string[]) => ({ type: "string", enum: values });

const SAVE: Body = {
  contentType: "application/json",
  name: "SaveImportProfileRequest",
  description: "How a kind of file becomes records. What is left out is found out by looking, or said by each import.",
  properties: {
    format: {
      schema: oneOf("CSV", "JSON", "NDJSON", "XML"),
      description: "What the files are.",
      example: "CSV",
      isOptional: true,
    },
    encoding: {
      schema: oneOf("UTF_8", "UTF_16LE", "UTF_16BE", "WINDOWS_1252"),
      description: "How their text is written.",
      example: "WINDOWS_1252",
      isOptional: true,
    },
    delimiter: {
      schema: oneOf("COMMA", "SEMICOLON", "TAB", "PIPE"),
      description: "What stands between the fields of CSV.",
      example: "SEMICOLON",
      isOptional: true,
    },
    items: {
      schema: { type: "string", maxLength: 1000 },
      description: "Where the records lie in a tree: JSON Pointer to an array, or path of elements.",
      example: "/orders/order",
      isOptional: true,
    },
    formulas: {
      schema: oneOf("GUARDED", "VERBATIM"),
      description: "GUARDED or VERBATIM: whether apostrophes before what looks like a formula are taken off.",
      example: "GUARDED",
      isOptional: true,
    },
    mode: {
      schema: oneOf("STRICT", "PARTIAL"),
      description: "STRICT: one wrong row and none is stored. PARTIAL: right rows are stored, wrong ones reported.",
      example: "PARTIAL",
      isOptional: true,
    },
    fields: {
      schema: { type: "array", items: { $ref: "#/components/schemas/JsonValue" } },
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
      schema: oneOf("KEEP", "IGNORE"),
      description:
        "KEEP (the default) or IGNORE: what becomes of columns and fields that no entry names and the schema does not declare.",
      example: "IGNORE",
      isOptional: true,
    },
    version: {
      schema: { type: "integer", format: "int32", minimum: 0 },
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
