import { paging } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "Collections", paged: false, status: 200, parameters: [], body: undefined } as const;

/** Collections that get another schema, and the migrations of their records. */
export const COLLECTION_MIGRATION_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "updateCollection",
    method: "PATCH",
    path: "/v1/collections/{name}",
    summary: "Change a collection's schema",
    description:
      "Gives a collection another schema: at once where no record can contradict it, else by a migration, which goes through " +
      "all records before the schema is in force. `migration` is null when none is needed.",
    document: "update-collection",
    at: ["updateCollection"],
    body: {
      contentType: "application/json",
      name: "UpdateCollectionRequest",
      description: "The new schema, for the version that was read.",
      properties: {
        version: {
          description: "The version you read; the change is refused when the collection has moved on.",
          example: 1,
        },
        schema: {
          description: "The whole new JSON Schema, as when a collection is defined.",
          example: { type: "object", properties: { precipitation: { type: "number", "x-indexed": true } } },
        },
        mapping: {
          description:
            "How records become right by it: up to 100 steps, one for each property, each `{field}` with from, value, convert " +
            "(TEXT, NUMBER, INTEGER, BOOLEAN or DATE_TIME) or remove. Empty: they stay as they are, and are checked.",
          example: [{ field: "precipitation", convert: "NUMBER" }],
          isOptional: true,
        },
        dry_run: {
          description: "true: only check, and report which records would be wrong.",
          example: true,
          isOptional: true,
        },
      },
    },
    variables: ({ path, body: { version, schema, mapping, dry_run } }) => ({
      input: { name: path.name, version, schema, mapping, dryRun: dry_run ?? false },
    }),
  },
  {
    ...common,
    operationId: "listCollectionMigrations",
    method: "GET",
    path: "/v1/collections/{name}/migrations",
    summary: "List migrations of a collection",
    description: "The migrations of a collection, oldest first, a page at a time.",
    document: "list-collection-migrations",
    at: ["collectionMigrations"],
    paged: true,
    parameters: paging.parameters,
    variables: (input) => ({ collection: input.path.name, ...paging.read(input) }),
  },
  {
    ...common,
    operationId: "getCollectionMigration",
    method: "GET",
    path: "/v1/collection-migrations/{id}",
    summary: "Get a migration",
    description: "How far a migration is, with its counts.",
    document: "get-collection-migration",
    at: ["collectionMigration"],
    variables: ({ path }) => ({ id: path.id }),
  },
  {
    ...common,
    operationId: "listCollectionMigrationFailures",
    method: "GET",
    path: "/v1/collection-migrations/{id}/failures",
    summary: "List records that a migration found wrong",
    description:
      "Every record that would not be right by the new schema, in the order of their creation, a page at a time.",
    document: "list-collection-migration-failures",
    at: ["collectionMigration", "failures"],
    paged: true,
    parameters: paging.parameters,
    variables: (input) => ({ id: input.path.id, ...paging.read(input) }),
  },
  {
    ...common,
    operationId: "cancelCollectionMigration",
    method: "POST",
    path: "/v1/collection-migrations/{id}/cancel",
    summary: "Cancel a migration",
    description: "Ends a migration whose schema is not in force yet; no record has changed then.",
    document: "cancel-collection-migration",
    at: ["cancelCollectionMigration", "migration"],
    variables: ({ path }) => ({ input: { id: path.id } }),
  },
];
