import { paging } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "Collections", paged: false, status: 200, parameters: [], body: undefined } as const;

/** Sets of records of one shape. */
export const COLLECTION_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listCollections",
    method: "GET",
    path: "/v1/collections",
    summary: "List collections",
    description: "The tenant's collections that the caller's role reaches, by name, a page at a time.",
    document: "list-collections",
    at: ["collections"],
    paged: true,
    parameters: paging.parameters,
    variables: paging.read,
  },
  {
    ...common,
    operationId: "getCollection",
    method: "GET",
    path: "/v1/collections/{name}",
    summary: "Get a collection",
    description: "One collection by its name, with the JSON Schema of its records.",
    document: "get-collection",
    at: ["collection"],
    variables: ({ path }) => ({ name: path.name }),
  },
  {
    ...common,
    operationId: "defineCollection",
    method: "POST",
    path: "/v1/collections",
    summary: "Define a collection",
    description: "Defines a collection by a JSON Schema (2020-12) of its records.",
    document: "define-collection",
    at: ["defineCollection", "collection"],
    status: 201,
    body: {
      contentType: "application/json",
      name: "DefineCollectionRequest",
      description: "The collection to define.",
      properties: {
        name: {
          description: "1 to 63 lower-case letters, digits and underscores, a letter first; no other has it.",
          example: "weather",
        },
        schema: {
          description: "JSON Schema of type object; properties marked `x-indexed` can be filtered and sorted by.",
          example: { type: "object", properties: { precipitation: { type: "number", "x-indexed": true } } },
        },
      },
    },
    variables: ({ body: { name, schema } }) => ({ input: { name, schema } }),
    location: (made) => `/v1/collections/${String(made.name)}`,
  },
];
