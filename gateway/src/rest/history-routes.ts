import { type Parameter, paging } from "./input.ts";
import type { Route } from "./route.ts";

const common = {
  tag: "History",
  paged: false,
  status: 200,
  parameters: [] as readonly Parameter[],
  body: undefined,
} as const;

const FILTER = {
  description:
    "Conditions on indexed fields, all of which must hold, each `{field, <operator>: value}` with equals, in, lessThan, " +
    "lessThanOrEqual, greaterThan, greaterThanOrEqual or startsWith.",
  example: [{ field: "weather", equals: "drizzle" }],
  isOptional: true,
};
const ALL = {
  description: "true instead of `filter`: every record of the collection.",
  example: false,
  isOptional: true,
};
const EXPECTED_COUNT = {
  description: "Change nothing if more records than this match.",
  example: 500,
  isOptional: true,
};
const DRY_RUN = { description: "true: only tell what would be done.", example: true, isOptional: true };

/** What a bulk change of either kind is asked with. */
const which = (body: Record<string, unknown>, collection: string | undefined) => ({
  collection,
  filter: body.filter,
  all: body.all,
  expectedCount: body.expected_count,
  dryRun: body.dry_run ?? false,
});

/** What records were, and changes of many at once. */
export const HISTORY_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listRecordVersions",
    method: "GET",
    path: "/v1/records/{id}/versions",
    summary: "List versions of a record",
    description:
      "What a record was and is, living or deleted, newest first, with what each version changed, a page at a time.",
    document: "list-record-versions",
    at: ["recordVersions"],
    paged: true,
    parameters: paging.parameters,
    variables: (input) => ({ id: input.path.id, ...paging.read(input) }),
  },
  {
    ...common,
    operationId: "restoreRecord",
    method: "POST",
    path: "/v1/records/{id}/restore",
    summary: "Restore a record",
    description:
      "Brings a deleted record back, or gives a living one the data of an older version, as its next version.",
    document: "restore-record",
    at: ["restoreRecord", "record"],
    body: {
      contentType: "application/json",
      name: "RestoreRecordRequest",
      description: "Which version.",
      properties: {
        version: {
          description: "The version whose data it shall have; of a deleted record its last, when left out.",
          example: 1,
          isOptional: true,
        },
        expected_version: {
          description: "Only if the record, or its deletion, still has this version.",
          example: 3,
          isOptional: true,
        },
      },
    },
    variables: (input) => ({
      input: { id: input.path.id, version: input.body.version, expectedVersion: input.body.expected_version },
    }),
  },
  {
    ...common,
    operationId: "updateRecords",
    method: "POST",
    path: "/v1/collections/{name}/bulk-updates",
    summary: "Change many records",
    description: "Changes every record that matches by a merge patch (RFC 7396), in the background.",
    document: "update-records",
    at: ["updateRecords", "bulkChange"],
    status: 202,
    body: {
      contentType: "application/json",
      name: "UpdateRecordsRequest",
      description: "Which records, and what to change in each.",
      properties: {
        filter: FILTER,
        all: ALL,
        set: { description: "Merge patch of each record; a null removes a property.", example: { weather: "rain" } },
        expected_count: EXPECTED_COUNT,
        dry_run: DRY_RUN,
      },
    },
    variables: ({ body, path }) => ({ input: { ...which(body, path.name), set: body.set } }),
    location: (made) => `/v1/bulk-changes/${String(made.id)}`,
  },
  {
    ...common,
    operationId: "deleteRecords",
    method: "POST",
    path: "/v1/collections/{name}/bulk-deletions",
    summary: "Delete many records",
    description: "Deletes every record that matches, in the background; each can be restored.",
    document: "delete-records",
    at: ["deleteRecords", "bulkChange"],
    status: 202,
    body: {
      contentType: "application/json",
      name: "DeleteRecordsRequest",
      description: "Which records.",
      properties: { filter: FILTER, all: ALL, expected_count: EXPECTED_COUNT, dry_run: DRY_RUN },
    },
    variables: ({ body, path }) => ({ input: which(body, path.name) }),
    location: (made) => `/v1/bulk-changes/${String(made.id)}`,
  },
  {
    ...common,
    operationId: "listBulkChanges",
    method: "GET",
    path: "/v1/bulk-changes",
    summary: "List changes of many records",
    description: "Changes of many records, newest first, a page at a time.",
    document: "list-bulk-changes",
    at: ["bulkChanges"],
    paged: true,
    parameters: paging.parameters,
    variables: paging.read,
  },
  {
    ...common,
    operationId: "cancelBulkChange",
    method: "POST",
    path: "/v1/bulk-changes/{id}/cancel",
    summary: "Cancel a change of many records",
    description: "Ends it at once; what was changed by then stays.",
    document: "cancel-bulk-change",
    at: ["cancelBulkChange", "bulkChange"],
    variables: ({ path }) => ({ input: { id: path.id } }),
  },
  {
    ...common,
    operationId: "getBulkChange",
    method: "GET",
    path: "/v1/bulk-changes/{id}",
    summary: "Get a change of many records",
    description: "How far it is, with its counts, and why it ended if it did without success.",
    document: "get-bulk-change",
    at: ["bulkChange"],
    variables: (input) => ({ id: input.path.id }),
  },
  {
    ...common,
    operationId: "listBulkChangeFailures",
    method: "GET",
    path: "/v1/bulk-changes/{id}/failures",
    summary: "List records that could not be changed",
    description: "Every record that stayed as it was because the change would have spoilt it, a page at a time.",
    document: "list-bulk-change-failures",
    at: ["bulkChange", "failures"],
    paged: true,
    parameters: paging.parameters,
    variables: (input) => ({ id: input.path.id, ...paging.read(input) }),
  },
];
