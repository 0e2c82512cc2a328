import type { Body, Parameter } from "./input.ts";
import type { Route } from "./route.ts";

const CONFIRM_SLUG = { description: "The tenant's own slug, so that it is no other one.", example: "acme" };

const CLOSE: Body = {
  contentType: "application/json",
  name: "CloseTenantRequest",
  description: "Why, when, and that it is this tenant that is meant.",
  properties: {
    reason: { description: "Why, in 1 to 200 characters.", example: "We moved to another product" },
    confirm_slug: CONFIRM_SLUG,
    grace_days: { description: "Days until then: 7 to 90, 30 when not said.", example: 30, isOptional: true },
  },
};

const REOPEN: Body = {
  contentType: "application/json",
  name: "ReopenTenantRequest",
  description: "That it is this tenant that is meant.",
  properties: { confirm_slug: CONFIRM_SLUG },
};

const EXPORT: Body = {
  contentType: "application/json",
  name: "CreateTenantExportRequest",
  description: "What is to be in it.",
  properties: {
    audit_log: { description: "Whether the audit log is; true when not said.", example: true, isOptional: true },
  },
};

export const RANGE: readonly Parameter[] = [
  {
    name: "Range",
    description: "One range of bytes (RFC 9110 section 14.2), to go on with a download that broke off.",
    schema: { type: "string" },
    example: "bytes=1048576-",
  },
  {
    name: "If-Range",
    description: "The ETag of the download that broke off: of another one, all bytes are answered.",
    schema: { type: "string" },
  },
];

const common = { tag: "Tenant", paged: false, status: 200, parameters: [], body: undefined } as const;

/** How a tenant ends, and what it takes along. */
export const LIFECYCLE_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "getTenant",
    method: "GET",
    path: "/v1/tenant",
    summary: "Get the tenant",
    description: "The caller's tenant: whether it may work, why not, and when it closes.",
    document: "get-tenant",
    at: ["tenant"],
    variables: () => ({}),
  },
  {
    ...common,
    operationId: "closeTenant",
    method: "POST",
    path: "/v1/tenant/close",
    summary: "Close the tenant",
    description:
      "Sets the day on which everything that the tenant has is destroyed for good. Until then all of it works. A user must " +
      "have signed in within the last 15 minutes.",
    document: "close-tenant",
    at: ["closeTenant", "tenant"],
    body: CLOSE,
    variables: ({ body }) => ({
      input: { reason: body.reason, confirmSlug: body.confirm_slug, graceDays: body.grace_days },
    }),
  },
  {
    ...common,
    operationId: "reopenTenant",
    method: "POST",
    path: "/v1/tenant/reopen",
    summary: "Keep the tenant open",
    description: "Calls the closing off, until its day has come.",
    document: "reopen-tenant",
    at: ["reopenTenant", "tenant"],
    body: REOPEN,
    variables: ({ body }) => ({ input: { confirmSlug: body.confirm_slug } }),
  },
  {
    ...common,
    operationId: "createTenantExport",
    method: "POST",
    path: "/v1/tenant-exports",
    summary: "Export the tenant",
    description:
      "Begins an archive of everything that the tenant owns. A user must have signed in within the last 15 minutes.",
    document: "create-tenant-export",
    at: ["createTenantExport", "tenantExport"],
    status: 202,
    body: EXPORT,
    variables: ({ body }) => ({ input: { auditLog: body.audit_log } }),
    location: (made) => `/v1/tenant-exports/${String(made.id)}`,
  },
  {
    ...common,
    operationId: "listTenantExports",
    method: "GET",
    path: "/v1/tenant-exports",
    summary: "List exports",
    description: "The tenant's exports, newest first; the last 100.",
    document: "list-tenant-exports",
    at: ["tenantExports"],
    variables: () => ({}),
  },
  {
    ...common,
    operationId: "getTenantExport",
    method: "GET",
    path: "/v1/tenant-exports/{id}",
    summary: "Get an export",
    description: "How far an export is, and until when it can be fetched.",
    document: "get-tenant-export",
    at: ["tenantExport"],
    variables: (input) => ({ id: input.path.id }),
  },
  {
    ...common,
    operationId: "getTenantExportContent",
    method: "GET",
    path: "/v1/tenant-exports/{id}/content",
    summary: "Fetch an export",
    description: "The archive of an export that has succeeded: a tar file of JSON Lines, compressed by gzip.",
    document: "get-tenant-export-content",
    at: ["tenantExport"],
    headers: RANGE,
    answersBytes: "application/gzip",
    variables: (input) => ({ id: input.path.id }),
  },
];
