import { paging } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "History", paged: false, status: 200, parameters: [], body: undefined } as const;

/** What was deleted and can be restored. */
export const DELETED_RECORD_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listDeletedRecords",
    method: "GET",
    path: "/v1/collections/{name}/deleted-records",
    summary: "List deleted records",
    description:
      "Records of a collection that were deleted and are still kept, the last deleted first, a page at a time.",
    document: "list-deleted-records",
    at: ["deletedRecords"],
    paged: true,
    parameters: paging.parameters,
    variables: (input) => ({ collection: input.path.name, ...paging.read(input) }),
  },
  {
    ...common,
    operationId: "getDeletedRecord",
    method: "GET",
    path: "/v1/deleted-records/{id}",
    summary: "Get a deleted record",
    description: "A deleted record by the id that it had, as it was when it was deleted.",
    document: "get-deleted-record",
    at: ["deletedRecord"],
    variables: ({ path }) => ({ id: path.id }),
  },
  {
    ...common,
    operationId: "purgeRecord",
    method: "DELETE",
    path: "/v1/deleted-records/{id}",
    summary: "Purge a deleted record",
    description: "Removes a deleted record and all its versions for good. It cannot be restored after that.",
    document: "purge-record",
    at: ["purgeRecord"],
    status: 204,
    variables: ({ path }) => ({ input: { id: path.id } }),
  },
];
