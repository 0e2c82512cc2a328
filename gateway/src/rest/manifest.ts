import { type Parameter, paging, readFilter, readSort } from "./input.ts";
import { JOB_ROUTES } from "./job-routes.ts";
import { JOINING_ROUTES } from "./joining-routes.ts";
import { LIFECYCLE_ROUTES } from "./lifecycle-routes.ts";
import { ME_ROUTES } from "./me-routes.ts";
import { MEMBER_ROUTES } from "./member-routes.ts";
import { ROLE_ROUTES } from "./role-routes.ts";
import type { Route } from "./route.ts";
import { SERVICE_ACCOUNT_ROUTES } from "./service-account-routes.ts";
import { TENANT_ROUTES } from "./tenant-routes.ts";

const RECORD_EXAMPLE = { date: "2012-01-01", precipitation: 0, weather: "drizzle" };

const MODE: Parameter = {
  name: "mode",
  description:
    "strict (the default): one wrong row and none is stored. partial: right rows are stored, wrong ones reported.",
  schema: { type: "string", enum: ["strict", "partial"], default: "strict" },
  example: "partial",
};

const SORT: Parameter = {
  name: "sort",
  description: "An indexed field to order by; a minus sign before it turns the order round.",
  schema: { type: "string" },
  example: "-precipitation",
};

const FILTER: Parameter = {
  name: "filter",
  description:
    "Conditions on indexed fields, all of which must hold: `filter[field]=value` or `filter[field][operator]=value`, " +
    "operator being equals, in, lessThan, lessThanOrEqual, greaterThan, greaterThanOrEqual or startsWith, or contains on searchable fields. A value is " +
    'read as JSON where it is JSON and as text elsewhere: write `"5"` for the text 5.',
  schema: { type: "object", additionalProperties: { type: "string" } },
  example: { weather: "rain" },
  deep: true,
};

const SEARCH: Parameter = {
  name: "search",
  description:
    'Words to find in all searchable fields: all of them, "words that follow each other", `or`, and a minus before what ' +
    "must not be there. Without `sort` the best fit comes first.",
  schema: { type: "string", maxLength: 1000 },
  example: "heavy rain -snow",
};

const CONTENT_DIGEST: Parameter = {
  name: "Content-Digest",
  description:
    "SHA-256 of the file, as RFC 9530 writes it. When the bytes that arrive are others, nothing is stored and the answer " +
    "is DIGEST_MISMATCH. Digests of other algorithms are passed over.",
  schema: { type: "string" },
  example: "sha-256=:LPTWqXzJBPmf7mVYnCfbKXD1xT1RI2VlXNmP2WnSBU4=:",
};

export const MANIFEST: readonly Route[] = [
  {
    operationId: "listRecords",
    method: "GET",
    path: "/v1/collections/{name}/records",
    summary: "List records",
    description:
      "Records of a collection, in the order of their creation or sorted by an indexed field, a page at a time.",
    tag: "Records",
    document: "list-records",
    at: ["records"],
    paged: true,
    status: 200,
    parameters: [SEARCH, FILTER, SORT, ...paging.parameters],
    body: undefined,
    variables: (input) => ({
      collection: input.path.name,
      ...paging.read(input),
      search: input.query.search,
      filter: readFilter(input),
      sort: readSort(input),
    }),
  },
  {
    operationId: "createRecord",
    method: "POST",
    path: "/v1/collections/{name}/records",
    summary: "Create a record",
    description: "Adds a record whose data fits the collection's schema.",
    tag: "Records",
    document: "create-record",
    at: ["createRecord", "record"],
    paged: false,
    status: 201,
    parameters: [],
    body: {
      contentType: "application/json",
      name: "CreateRecordRequest",
      description: "The record to create.",
      properties: { data: { description: "Its fields, as the collection's schema allows.", example: RECORD_EXAMPLE } },
    },
    variables: (input) => ({ input: { collection: input.path.name, data: input.body.data } }),
    location: (made) => `/v1/records/${String(made.id)}`,
  },
  {
    operationId: "getRecord",
    method: "GET",
    path: "/v1/records/{id}",
    summary: "Get a record",
    description: "One record by its id.",
    tag: "Records",
    document: "get-record",
    at: ["record"],
    paged: false,
    status: 200,
    parameters: [],
    body: undefined,
    variables: (input) => ({ id: input.path.id }),
  },
  {
    operationId: "createImport",
    method: "POST",
    path: "/v1/collections/{name}/imports",
    summary: "Import a CSV file",
    description:
      "Stores the file and starts its import. The answer comes when every byte is safe; rows follow on their own.",
    tag: "Imports",
    document: "create-import",
    at: ["createImport", "import"],
    paged: false,
    status: 202,
    parameters: [MODE],
    headers: [CONTENT_DIGEST],
    body: {
      contentType: "text/csv",
      name: "CsvFile",
      description: "A CSV file (RFC 4180) in UTF-8 whose header names the collection's properties.",
      properties: undefined,
      example: "date,precipitation,weather\n2012-01-01,0,drizzle\n",
    },
    variables: (input) => ({
      input: {
        collection: input.path.name,
        upload: input.upload,
        mode: input.query.mode === "partial" ? "PARTIAL" : "STRICT",
      },
    }),
    location: (made) => `/v1/imports/${String(made.id)}`,
  },
  {
    operationId: "getImport",
    method: "GET",
    path: "/v1/imports/{id}",
    summary: "Get an import",
    description: "How far an import is, with its counts, and why it failed if it did.",
    tag: "Imports",
    document: "get-import",
    at: ["import"],
    paged: false,
    status: 200,
    parameters: [],
    body: undefined,
    variables: (input) => ({ id: input.path.id }),
  },
  {
    operationId: "listImportRejections",
    method: "GET",
    path: "/v1/imports/{id}/rejections",
    summary: "List rejected rows",
    description: "Every row of the file that was not stored and the first thing wrong with it, a page at a time.",
    tag: "Imports",
    document: "list-import-rejections",
    at: ["import", "rejections"],
    paged: true,
    status: 200,
    parameters: paging.parameters,
    body: undefined,
    variables: (input) => ({ id: input.path.id, ...paging.read(input) }),
  },
  ...JOB_ROUTES,
  ...ME_ROUTES,
  ...TENANT_ROUTES,
  ...ROLE_ROUTES,
  ...MEMBER_ROUTES,
  ...SERVICE_ACCOUNT_ROUTES,
  ...LIFECYCLE_ROUTES,
  ...JOINING_ROUTES,
];

/** Where the body stands in the answer: a page's items are the connection's nodes. */
export function shapePath(route: Route): string[] {
  return route.paged ? [...route.at, "nodes"] : [...route.at];
}
