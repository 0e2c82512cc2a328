import { versionAsked, versionRequired } from "./entity-tag.ts";
import { type Body, type Parameter, paging } from "./input.ts";
import { FILTER, readFilter, readSort, SORT, WHERE } from "./query-input.ts";
import type { Route } from "./route.ts";

const DATA = {
  description: "Its fields, as the collection's schema allows.",
  example: { date: "2012-01-01", precipitation: 0, weather: "drizzle" },
};

const REPLACE: Body = {
  contentType: "application/json",
  name: "ReplaceRecordRequest",
  description: "All that the record is to hold.",
  properties: {
    data: DATA,
    version: {
      description: "`version` of the record as it was read; not needed where If-Match says it.",
      example: 1,
      isOptional: true,
    },
  },
};

/** Its ETag begins with it. */
const version = (shown: Record<string, unknown>) => `${String(shown.id)}.${String(shown.version)}`;

const common = { tag: "Records", paged: false, status: 200, parameters: [], body: undefined } as const;

const SEARCH: Parameter = {
  name: "search",
  description:
    'Words to find in all searchable fields: all of them, "words that follow each other", `or`, and a minus before what ' +
    "must not be there. Without `sort` the best fit comes first.",
  schema: { type: "string", maxLength: 1000 },
  example: "heavy rain -snow",
};

/** What collections hold. */
export const RECORD_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listRecords",
    method: "GET",
    path: "/v1/collections/{name}/records",
    summary: "List records",
    description:
      "Records of a collection, in the order of their creation or sorted by some of their fields, a page at a time.",
    document: "list-records",
    at: ["records"],
    paged: true,
    parameters: [SEARCH, FILTER, WHERE, SORT, ...paging.parameters],
    variables: (input) => ({
      search: input.query.search,
      collection: input.path.name,
      ...paging.read(input),
      filter: readFilter(input),
      sort: readSort(input),
    }),
  },
  {
    ...common,
    operationId: "createRecord",
    method: "POST",
    path: "/v1/collections/{name}/records",
    summary: "Create a record",
    description: "Adds a record whose data fits the collection's schema.",
    document: "create-record",
    at: ["createRecord", "record"],
    status: 201,
    body: {
      contentType: "application/json",
      name: "CreateRecordRequest",
      description: "The record to create.",
      properties: { data: DATA },
    },
    variables: (input) => ({ input: { collection: input.path.name, data: input.body.data } }),
    location: (made) => `/v1/records/${String(made.id)}`,
    version,
  },
  {
    ...common,
    operationId: "getRecord",
    method: "GET",
    path: "/v1/records/{id}",
    summary: "Get a record",
    description: 'One record by its id. Its ETag, or `"<id>.<version>"`, stands in If-Match of a change.',
    document: "get-record",
    at: ["record"],
    variables: (input) => ({ id: input.path.id }),
    version,
  },
  {
    ...common,
    operationId: "replaceRecord",
    method: "PUT",
    path: "/v1/records/{id}",
    summary: "Replace a record's data",
    description:
      "Puts other data in the place of all that the record held, if it still has the version that was read: say it by " +
      "If-Match or in the body.",
    document: "replace-record",
    at: ["updateRecord", "record"],
    body: REPLACE,
    conditional: true,
    variables: (input) => ({
      input: { id: input.path.id, version: versionRequired(input), data: input.body.data },
    }),
  },
  {
    ...common,
    operationId: "deleteRecord",
    method: "DELETE",
    path: "/v1/records/{id}",
    summary: "Delete a record",
    description: "Deletes a record; with If-Match, only the version that was read.",
    document: "delete-record",
    at: ["deleteRecord"],
    status: 204,
    conditional: true,
    variables: (input) => ({ input: { id: input.path.id, version: versionAsked(input) } }),
  },
];
