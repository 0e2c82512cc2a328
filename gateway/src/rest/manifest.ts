import { AGGREGATE_ROUTE } from "./aggregate-route.ts";
import { CHANGE_ROUTES } from "./change-routes.ts";
import { COLLECTION_MIGRATION_ROUTES } from "./collection-migration-routes.ts";
import { COLLECTION_ROUTES } from "./collection-routes.ts";
import { DELETED_RECORD_ROUTES } from "./deleted-record-routes.ts";
import { HISTORY_ROUTES } from "./history-routes.ts";
import { IDEMPOTENCY_KEY } from "./idempotency-key.ts";
import { FILE_PARAMETERS, fileOptions } from "./import-file.ts";
import { IMPORT_PARAMETERS } from "./import-parameters.ts";
import { IMPORT_PROFILE_ROUTES } from "./import-profile-routes.ts";
import { IMPORT_REPORT_ROUTE } from "./import-report-route.ts";
import { type Parameter, paging } from "./input.ts";
import { JOB_ROUTES } from "./job-routes.ts";
import { JOINING_ROUTES } from "./joining-routes.ts";
import { LIFECYCLE_ROUTES } from "./lifecycle-routes.ts";
import { ME_ROUTES } from "./me-routes.ts";
import { MEMBER_ROUTES } from "./member-routes.ts";
import { RECORD_EXPORT_ROUTES } from "./record-export-routes.ts";
import { RECORD_ROUTES } from "./record-routes.ts";
import { ROLE_ROUTES } from "./role-routes.ts";
import type { Route } from "./route.ts";
import { SERVICE_ACCOUNT_ROUTES } from "./service-account-routes.ts";
import { TENANT_ROUTES } from "./tenant-routes.ts";
import { TRANSFER_CONTROL_ROUTES } from "./transfer-control-routes.ts";
import { TRANSFER_EVENTS_ROUTES } from "./transfer-events-routes.ts";
import { UPLOAD_IMPORT_ROUTE } from "./upload-import-route.ts";

const CONTENT_ENCODING: Parameter = {
  name: "Content-Encoding",
  description: "`gzip` where the file is packed. Without it that is found by looking.",
  schema: { type: "string", enum: ["gzip", "x-gzip", "identity"] },
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
  ...COLLECTION_ROUTES,
  ...COLLECTION_MIGRATION_ROUTES,
  ...RECORD_ROUTES,
  AGGREGATE_ROUTE,
  ...CHANGE_ROUTES,
  ...IMPORT_PROFILE_ROUTES,
  {
    operationId: "createImport",
    method: "POST",
    path: "/v1/collections/{name}/imports",
    summary: "Import a file",
    description:
      "Stores the file and starts its import. The answer comes when every byte is safe; rows follow on their own. Whether it " +
      "is packed, its encoding, its format and its delimiter are found by looking, unless headers or parameters say them.",
    tag: "Imports",
    document: "create-import",
    at: ["createImport", "import"],
    paged: false,
    status: 202,
    parameters: [...IMPORT_PARAMETERS, ...FILE_PARAMETERS],
    headers: [CONTENT_ENCODING, CONTENT_DIGEST, IDEMPOTENCY_KEY],
    body: {
      contentType: "text/csv",
      name: "ImportFile",
      description:
        "CSV (RFC 4180) whose first line names the collection's properties, NDJSON, a JSON array or XML; as it is or packed " +
        "with gzip (Content-Encoding: gzip). Its Content-Type may say which, with a charset; application/octet-stream says nothing.",
      properties: undefined,
      example: "date,precipitation,weather\n2012-01-01,0,drizzle\n",
    },
    variables: (input) => ({
      input: {
        collection: input.path.name,
        upload: input.upload,
        mode: input.query.mode?.toUpperCase(),
        profile: input.query.profile,
        ...fileOptions(input),
        action: input.query.action?.toUpperCase() ?? "CREATE",
        key: input.query.key,
        dryRun: input.query.dry_run === "true",
        idempotencyKey: input.idempotencyKey,
      },
    }),
    location: (made) => `/v1/imports/${String(made.id)}`,
  },
  UPLOAD_IMPORT_ROUTE,
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
  ...TRANSFER_CONTROL_ROUTES,
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
  IMPORT_REPORT_ROUTE,
  ...TRANSFER_EVENTS_ROUTES,
  ...HISTORY_ROUTES,
  ...DELETED_RECORD_ROUTES,
  ...RECORD_EXPORT_ROUTES,
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
  return route.paged || route.answersRows ? [...route.at, "nodes"] : [...route.at];
}
