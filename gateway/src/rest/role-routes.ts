import type { Body } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "Roles", paged: false, status: 200, parameters: [], body: undefined } as const;

const PERMISSIONS = { description: "Permissions, each `resource:verb`.", example: ["record:read", "record:update"] };
const COLLECTIONS = {
  description: "Names of 1 to 100 collections that it is limited to; null: all.",
  example: ["weather"],
  isOptional: true,
};

const CREATE: Body = {
  contentType: "application/json",
  name: "CreateRoleRequest",
  description: "A role of the tenant's own. It cannot give what the caller lacks.",
  properties: {
    name: { description: "1 to 60 letters, digits, spaces, dots, hyphens and underscores.", example: "Editor" },
    description: { description: "What it is for: 1 to 200 characters.", example: "Edits notes." },
    permissions: PERMISSIONS,
    collections: COLLECTIONS,
  },
};

const UPDATE: Body = {
  contentType: "application/json",
  name: "UpdateRoleRequest",
  description: "What is to change; what is left out stays.",
  properties: {
    version: { description: "`version` of the role as it was read.", example: 1 },
    description: { description: "1 to 200 characters.", example: "Edits notes.", isOptional: true },
    permissions: { ...PERMISSIONS, isOptional: true },
    collections: COLLECTIONS,
  },
};

/** Roles, and what the caller's comes to. */
export const ROLE_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listRoles",
    method: "GET",
    path: "/v1/roles",
    summary: "List the roles",
    description: "The predefined ones, then the tenant's own by name: at most 53.",
    document: "list-roles",
    at: ["roles"],
    variables: () => ({}),
  },
  {
    ...common,
    operationId: "getRole",
    method: "GET",
    path: "/v1/roles/{name}",
    summary: "Get a role",
    description: "One role by name, predefined or the tenant's own.",
    document: "get-role",
    at: ["role"],
    variables: ({ path }) => ({ name: path.name }),
  },
  {
    ...common,
    operationId: "createRole",
    method: "POST",
    path: "/v1/roles",
    summary: "Make a role",
    description: "A user must have signed in within the last 15 minutes.",
    document: "create-role",
    at: ["createRole", "role"],
    status: 201,
    body: CREATE,
    variables: ({ body }) => ({ input: body }),
  },
  {
    ...common,
    operationId: "updateRole",
    method: "PATCH",
    path: "/v1/roles/{name}",
    summary: "Change a role",
    description:
      "It acts on everybody who holds it within a second. A user must have signed in within the last 15 minutes.",
    document: "update-role",
    at: ["updateRole", "role"],
    body: UPDATE,
    variables: ({ path, body }) => ({ input: { ...body, name: path.name } }),
  },
  {
    ...common,
    operationId: "deleteRole",
    method: "DELETE",
    path: "/v1/roles/{name}",
    summary: "Delete a role",
    description: "Of a role that nobody holds. A user must have signed in within the last 15 minutes.",
    document: "delete-role",
    at: ["deleteRole"],
    variables: ({ path }) => ({ input: { name: path.name } }),
  },
  {
    ...common,
    operationId: "getMyPermissions",
    method: "GET",
    path: "/v1/me/permissions",
    summary: "Get one's own permissions",
    description: "What the caller may do now: their role, narrowed by what their token asked for.",
    document: "get-my-permissions",
    at: ["myPermissions"],
    variables: () => ({}),
  },
];
