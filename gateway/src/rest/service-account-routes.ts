import { type Body, paging } from "./input.ts";
import type { Route } from "./route.ts";

const CREATE: Body = {
  contentType: "application/json",
  name: "CreateServiceAccountRequest",
  description: "The service account to make.",
  properties: {
    name: { description: "Name to show, 1 to 200 characters.", example: "Nightly import" },
    role: { description: "Name of a role.", example: "Developer" },
    description: {
      description: "What it is for, at most 200 characters.",
      example: "Loads the day's weather",
      isOptional: true,
    },
  },
};

const CHANGE: Body = {
  contentType: "application/json",
  name: "ChangeServiceAccountRoleRequest",
  description: "The new role.",
  properties: { role: { description: "Name of a role.", example: "Viewer" } },
};

const common = { tag: "Service accounts", paged: false, status: 200, parameters: [], body: undefined } as const;

/** Principals that are nobody, for programs. */
export const SERVICE_ACCOUNT_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listServiceAccounts",
    method: "GET",
    path: "/v1/service-accounts",
    summary: "List service accounts",
    description: "Service accounts of the tenant, oldest first, removed ones included, a page at a time.",
    document: "list-service-accounts",
    at: ["serviceAccounts"],
    paged: true,
    parameters: paging.parameters,
    variables: (input) => paging.read(input),
  },
  {
    ...common,
    operationId: "createServiceAccount",
    method: "POST",
    path: "/v1/service-accounts",
    summary: "Create a service account",
    description:
      "Makes a principal that is nobody; its keys act with its role. A user must have signed in within the last 15 minutes.",
    document: "create-service-account",
    at: ["createServiceAccount", "serviceAccount"],
    status: 201,
    body: CREATE,
    variables: ({ body }) => ({ input: body }),
    location: (made) => `/v1/service-accounts/${String(made.id)}`,
  },
  {
    ...common,
    operationId: "getServiceAccount",
    method: "GET",
    path: "/v1/service-accounts/{id}",
    summary: "Get a service account",
    description: "One service account by its id.",
    document: "get-service-account",
    at: ["serviceAccount"],
    variables: (input) => ({ id: input.path.id }),
  },
  {
    ...common,
    operationId: "changeServiceAccountRole",
    method: "PATCH",
    path: "/v1/service-accounts/{id}",
    summary: "Give a service account another role",
    description: "Its keys act with it within a second. A user must have signed in within the last 15 minutes.",
    document: "change-service-account-role",
    at: ["changeServiceAccountRole", "serviceAccount"],
    body: CHANGE,
    variables: ({ path, body }) => ({ input: { id: path.id, role: body.role } }),
  },
  {
    ...common,
    operationId: "removeServiceAccount",
    method: "DELETE",
    path: "/v1/service-accounts/{id}",
    summary: "Remove a service account",
    description: "Revokes every key of it at once. Removing twice changes nothing.",
    document: "remove-service-account",
    at: ["removeServiceAccount", "serviceAccount"],
    variables: (input) => ({ input: { id: input.path.id } }),
  },
];
