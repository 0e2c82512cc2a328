import type { Reference } from "./world.ts";

export interface RouteProbe {
  /** Parameters by their place: `path.name`, `query.after`; `body.upload` is a property of a JSON body. */
  references?: Record<string, Reference>;
  alone?: Record<string, Reference>;
  /** What every call carries. */
  given?: Record<string, string>;
  plain?: Record<string, string>;
  /** `{slug}` in it is the caller's own. */
  body?: { type: string; content: string };
  headers?: Record<string, string>;
  fresh?: string;
  /** As of a field. */
  asPerson?: true;
}

const IMPORT_BODY = { type: "text/csv", content: "title,size\r\nprobed,1\r\n" };

const TUS = { "tus-resumable": "1.0.0" };
const CHECKSUM = { "header.Upload-Checksum": "It is compared with the caller's own bytes; anything else is refused." };

const ASKED_ONCE = { "header.Idempotency-Key": "Names requests of the caller's own principal." };

const OWN_PROPERTY = "A property of the caller's own schema, once the collection is found.";
const WHERE = "JSON of the filter that `filter` writes in another way, and GraphQL's probes speak of.";

/** Every route of the OpenAPI document. */
export const routeProbes: Record<string, RouteProbe> = {
  "GET /v1/collections": { alone: { "query.after": "collectionsCursor", "query.before": "collectionsCursor" } },
  "GET /v1/collections/{name}": { references: { "path.name": "collectionName" } },
  "POST /v1/collections": {
    body: {
      type: "application/json",
      content: JSON.stringify({
        name: "probed",
        schema: { type: "object", additionalProperties: false, properties: { a: { type: "string" } } },
      }),
    },
  },
  "PATCH /v1/collections/{name}": {
    references: { "path.name": "collectionName" },
    body: {
      type: "application/json",
      content: JSON.stringify({
        version: 1,
        schema: { type: "object", properties: { title: { type: "string", maxLength: 99, "x-indexed": true } } },
        mapping: [],
        dry_run: true,
      }),
    },
  },
  "GET /v1/collections/{name}/migrations": {
    references: { "path.name": "collectionName" },
    alone: { "query.after": "collectionMigrationsCursor", "query.before": "collectionMigrationsCursor" },
  },
  "GET /v1/collection-migrations/{id}": { references: { "path.id": "collectionMigration" } },
  "GET /v1/collection-migrations/{id}/failures": {
    references: { "path.id": "collectionMigration" },
    alone: { "query.after": "migrationFailuresCursor", "query.before": "migrationFailuresCursor" },
  },
  "POST /v1/collection-migrations/{id}/cancel": { references: { "path.id": "collectionMigration" } },
  "GET /v1/collections/{name}/records": {
    references: { "path.name": "collectionName" },
    alone: {
      "query.after": "recordsCursor",
      "query.before": "recordsCursor",
      "query.filter[title]": "indexedText",
      "query.search": "indexedText",
    },
    plain: { "query.sort": OWN_PROPERTY, "query.where": WHERE },
  },
  "GET /v1/collections/{name}/aggregate": {
    references: { "path.name": "collectionName" },
    alone: { "query.filter[title]": "indexedText" },
    given: { "query.measure[n]": "COUNT" },
    plain: {
      "query.where": WHERE,
      "query.group": OWN_PROPERTY,
      "query.order": "One of the names that the caller gave to parts of the answer.",
      "query.timeZone": "A name that is everybody's.",
    },
  },
  "GET /v1/collections/{name}/changes": {
    references: { "path.name": "collectionName" },
    alone: { "query.after": "changeCursor", "query.filter[title]": "indexedText" },
    plain: { "query.where": WHERE, "header.Last-Event-ID": "Taken in place of query.after, which is probed." },
  },
  "POST /v1/collections/{name}/records": {
    references: { "path.name": "collectionName" },
    body: { type: "application/json", content: JSON.stringify({ data: { title: "probed" } }) },
    fresh: "The caller's own collection takes the record.",
  },
  "POST /v1/collections/{name}/imports": {
    references: { "path.name": "collectionName" },
    plain: {
      "query.profile": "A name within the collection, which is found first.",
      "header.Content-Digest": "It is compared with the caller's own bytes; anything else is refused.",
      "query.items": "A place in the caller's own file.",
      "query.key": OWN_PROPERTY,
      ...ASKED_ONCE,
    },
    body: IMPORT_BODY,
    fresh: "The caller's own collection takes the file.",
  },
  "POST /v1/imports": {
    references: { "body.collection": "collectionName", "body.upload": "blob" },
    plain: ASKED_ONCE,
    body: { type: "application/json", content: JSON.stringify({ collection: "x", upload: "x" }) },
  },
  "POST /v1/uploads": {
    plain: { "header.Upload-Metadata": "Kept as it came, and answered to the caller alone.", ...CHECKSUM },
    headers: { ...TUS, "upload-length": "3" },
  },
  "HEAD /v1/uploads/{id}": { references: { "path.id": "upload" }, headers: TUS },
  "PATCH /v1/uploads/{id}": {
    references: { "path.id": "upload" },
    plain: CHECKSUM,
    headers: { ...TUS, "upload-offset": "1" },
    body: { type: "application/offset+octet-stream", content: "ab" },
  },
  "DELETE /v1/uploads/{id}": { references: { "path.id": "upload" }, headers: TUS },
  "GET /v1/collections/{name}/import-profiles": { references: { "path.name": "collectionName" } },
  "GET /v1/collections/{name}/import-profiles/{profile}": {
    references: { "path.name": "collectionName", "path.profile": "importProfileName" },
  },
  "PUT /v1/collections/{name}/import-profiles/{profile}": {
    references: { "path.name": "collectionName" },
    given: { "path.profile": "probed" },
    plain: { "path.profile": "A name that the caller gives to a profile of their own." },
    body: { type: "application/json", content: JSON.stringify({ fields: [{ field: "title", from: "Title" }] }) },
    fresh: "The caller's own collection takes the profile.",
  },
  "DELETE /v1/collections/{name}/import-profiles/{profile}": {
    references: { "path.name": "collectionName", "path.profile": "importProfileName" },
  },
  "GET /v1/records/{id}": { references: { "path.id": "record" } },
  "PUT /v1/records/{id}": {
    references: { "path.id": "record" },
    body: { type: "application/json", content: JSON.stringify({ data: { title: "probed" }, version: 1 }) },
  },
  "GET /v1/records/{id}/versions": {
    references: { "path.id": "record" },
    alone: { "query.after": "versionsCursor", "query.before": "versionsCursor" },
  },
  "GET /v1/collections/{name}/deleted-records": {
    references: { "path.name": "collectionName" },
    alone: { "query.after": "deletedRecordsCursor", "query.before": "deletedRecordsCursor" },
  },
  "GET /v1/deleted-records/{id}": { references: { "path.id": "deletedRecord" } },
  "DELETE /v1/deleted-records/{id}": { references: { "path.id": "goneRecord" } },
  "POST /v1/records/{id}/restore": {
    references: { "path.id": "deletedRecord" },
    body: { type: "application/json", content: "{}" },
  },
  "POST /v1/collections/{name}/bulk-updates": {
    references: { "path.name": "collectionName" },
    body: { type: "application/json", content: JSON.stringify({ all: true, set: { title: "probed" }, dry_run: true }) },
    fresh: "The caller's own collection is looked at.",
  },
  "POST /v1/collections/{name}/bulk-deletions": {
    references: { "path.name": "collectionName" },
    body: { type: "application/json", content: JSON.stringify({ all: true, dry_run: true }) },
    fresh: "The caller's own collection is looked at.",
  },
  "POST /v1/imports/{id}/pause": { references: { "path.id": "waitingImport" } },
  "POST /v1/imports/{id}/resume": { references: { "path.id": "goingImport" } },
  "POST /v1/imports/{id}/cancel": { references: { "path.id": "endingImport" } },
  "GET /v1/bulk-changes": { alone: { "query.after": "bulkChangesCursor", "query.before": "bulkChangesCursor" } },
  "POST /v1/bulk-changes/{id}/cancel": { references: { "path.id": "waitingBulkChange" } },
  "GET /v1/bulk-changes/{id}": { references: { "path.id": "bulkChange" } },
  "GET /v1/bulk-changes/{id}/failures": {
    references: { "path.id": "bulkChange" },
    alone: { "query.after": "bulkFailuresCursor", "query.before": "bulkFailuresCursor" },
  },
  "POST /v1/collections/{name}/exports": {
    references: { "path.name": "collectionName" },
    body: { type: "application/json", content: JSON.stringify({ format: "NDJSON" }) },
    fresh: "The caller's own collection is looked at.",
  },
  "GET /v1/exports": { alone: { "query.after": "exportsCursor", "query.before": "exportsCursor" } },
  "GET /v1/exports/{id}": { references: { "path.id": "export" } },
  "GET /v1/exports/{id}/events": { references: { "path.id": "export" } },
  "POST /v1/exports/{id}/pause": { references: { "path.id": "waitingExport" } },
  "POST /v1/exports/{id}/resume": { references: { "path.id": "goingExport" } },
  "POST /v1/exports/{id}/cancel": { references: { "path.id": "endingExport" } },
  "DELETE /v1/exports/{id}": { references: { "path.id": "oldExport" } },
  "POST /v1/exports/{id}/links": {
    references: { "path.id": "export" },
    body: { type: "application/json", content: JSON.stringify({ expires_in: 60 }) },
  },
  "GET /v1/exports/{id}/file": {
    references: { "path.id": "export", "query.signature": "exportSignature" },
    plain: {
      "header.Range": "Which bytes of a file that is found.",
      "header.If-Range": "Compared with the caller's own file.",
    },
  },
  "GET /v1/exports/{id}/content": {
    references: { "path.id": "export" },
    plain: {
      "header.Range": "Which bytes of an export that is found.",
      "header.If-Range": "Compared with the caller's own export.",
    },
  },
  "GET /v1/imports/{id}": { references: { "path.id": "import" } },
  "GET /v1/imports/{id}/rejections": {
    references: { "path.id": "import" },
    alone: { "query.after": "rejectionsCursor", "query.before": "rejectionsCursor" },
  },
  "GET /v1/imports/{id}/report": { references: { "path.id": "import" } },
  "GET /v1/imports/{id}/events": { references: { "path.id": "import" } },
  "GET /v1/jobs": {
    alone: { "query.after": "jobsCursor", "query.before": "jobsCursor" },
    plain: { "query.kind": "Kinds of job are named in the code, the same for every tenant." },
  },
  "GET /v1/jobs/{id}": { references: { "path.id": "job" } },
  "POST /v1/jobs/{id}/retry": { references: { "path.id": "job" } },
  "POST /v1/jobs/{id}/cancel": { references: { "path.id": "job" } },
  "GET /v1/me": {},
  "GET /v1/me/factors": {},
  "GET /v1/me/sessions": {
    alone: { "query.after": "sessionsCursor", "query.before": "sessionsCursor" },
    asPerson: true,
  },
  "DELETE /v1/me/sessions/{id}": { references: { "path.id": "grant" }, asPerson: true },
  "POST /v1/me/sessions/revoke": {},
  "DELETE /v1/me/factors/{id}": { references: { "path.id": "factor" }, asPerson: true },
  "GET /v1/roles": {},
  "GET /v1/roles/{name}": { references: { "path.name": "roleName" } },
  "POST /v1/roles": {
    body: {
      type: "application/json",
      content: JSON.stringify({
        name: "Probed",
        description: "x",
        permissions: ["record:read"],
        collections: ["notes"],
      }),
    },
  },
  "PATCH /v1/roles/{name}": {
    references: { "path.name": "roleName" },
    body: { type: "application/json", content: JSON.stringify({ version: 1, description: "probed" }) },
  },
  "GET /v1/me/permissions": {},
  "DELETE /v1/roles/{name}": { references: { "path.name": "roleName" } },
  "GET /v1/invitations": { alone: { "query.after": "invitationsCursor", "query.before": "invitationsCursor" } },
  "GET /v1/invitations/{id}": { references: { "path.id": "invitation" } },
  "POST /v1/invitations": {
    body: { type: "application/json", content: JSON.stringify({ email: "routed@invited.example", role: "Viewer" }) },
  },
  "POST /v1/invitations/{id}/resend": { references: { "path.id": "invitation" } },
  "DELETE /v1/invitations/{id}": { references: { "path.id": "invitation" } },
  "GET /v1/service-accounts": {
    alone: { "query.after": "serviceAccountsCursor", "query.before": "serviceAccountsCursor" },
  },
  "GET /v1/service-accounts/{id}": { references: { "path.id": "serviceAccount" } },
  "POST /v1/service-accounts": {
    body: { type: "application/json", content: JSON.stringify({ name: "routed", role: "Viewer" }) },
  },
  "PATCH /v1/service-accounts/{id}": {
    references: { "path.id": "serviceAccount" },
    body: { type: "application/json", content: JSON.stringify({ role: "Developer" }) },
  },
  "DELETE /v1/service-accounts/{id}": { references: { "path.id": "serviceAccount" } },
  "GET /v1/tenant": {},
  "POST /v1/tenant/close": {
    body: { type: "application/json", content: JSON.stringify({ reason: "probed", confirm_slug: "{slug}" }) },
  },
  "POST /v1/tenant/reopen": {
    body: { type: "application/json", content: JSON.stringify({ confirm_slug: "{slug}" }) },
  },
  "GET /v1/tenant-exports": {},
  "POST /v1/tenant-exports": { body: { type: "application/json", content: "{}" } },
  "GET /v1/tenant-exports/{id}": { references: { "path.id": "tenantExport" } },
  "GET /v1/tenant-exports/{id}/content": {
    references: { "path.id": "tenantExport" },
    plain: {
      "header.Range": "Which bytes of an export that is found.",
      "header.If-Range": "Compared with the caller's own export.",
    },
  },
  "GET /v1/domains": {},
  "POST /v1/domains": {
    body: { type: "application/json", content: JSON.stringify({ name: "probed.example" }) },
    fresh: "Any number of tenants may add a domain; whose it is, its DNS tells.",
  },
  "PATCH /v1/domains/{id}": {
    references: { "path.id": "domain" },
    body: { type: "application/json", content: JSON.stringify({ join: "OFF" }) },
  },
  "POST /v1/domains/{id}/verify": { references: { "path.id": "domain" } },
  "DELETE /v1/domains/{id}": { references: { "path.id": "domain" } },
  "GET /v1/join-requests": { alone: { "query.after": "joinRequestsCursor", "query.before": "joinRequestsCursor" } },
  "POST /v1/join-requests/{id}/approve": {
    references: { "path.id": "joinRequest" },
    body: { type: "application/json", content: JSON.stringify({ role: "Viewer" }) },
  },
  "POST /v1/join-requests/{id}/decline": { references: { "path.id": "otherJoinRequest" } },
  "GET /v1/tenant-config": {},
  "PATCH /v1/tenant-config": {
    body: {
      type: "application/json",
      content: JSON.stringify({ expected_version: 1, reason: "Probed", branding: { display_name: "Probed" } }),
    },
  },
  "POST /v1/tenant-config/rollback": {
    body: {
      type: "application/json",
      content: JSON.stringify({ expected_version: 2, to_version: 1, reason: "Probed" }),
    },
  },
  "GET /v1/tenant-config/versions": {
    alone: { "query.after": "tenantConfigVersionsCursor", "query.before": "tenantConfigVersionsCursor" },
  },
  "DELETE /v1/records/{id}": { references: { "path.id": "record" } },
  // After it the person is none of the tenant any more.
  "POST /v1/me/leave": { asPerson: true },
};
