import {
  byTitle,
  COMPARES,
  EXPORT_PLAIN,
  FILTER_BY_TEXT,
  FILTER_PLAIN,
  FILTER_THAT_FINDS,
  INPUT_FILTER_PLAIN,
  OWN_PROPERTY,
} from "./filter-probes.ts";
import { operatorProbes } from "./operator-probes.ts";
import type { Probe } from "./probe.ts";
import type { Reference } from "./world.ts";

const OWN_ROLES = "Roles are looked up among the caller's own; the predefined ones are every tenant's.";

/** What a role is made of, which is looked up nowhere. */
const ROLE = { "input.description": "probed", "input.permissions[]": "record:read", "input.collections[]": "notes" };

/** Order matters: see above. */
export const probes: Record<string, Probe> = {
  "Query.tenant": {},
  "Query.tenantConfig": {},
  "Query.tenantConfigVersions": {
    alone: { after: "tenantConfigVersionsCursor", before: "tenantConfigVersionsCursor" },
  },
  "Query.tenantConfigChange": { references: { cursor: "tenantConfigCursor" } },
  "Query.roles": {},
  "Query.role": { references: { name: "roleName" } },
  "Query.myPermissions": {},
  "Query.explainAccess": {
    references: { principal: "member" },
    also: { principal: ["user", "apiKey", "serviceAccount"] },
    given: { permission: "record:read" },
    plain: { resource: "A name that is compared with the caller's own role; no collection is looked up." },
  },
  "Query.me": {},
  "Me.sessions": { through: "Query.me", alone: { after: "sessionsCursor", before: "sessionsCursor" }, asPerson: true },
  "Query.members": { alone: { after: "membersCursor", before: "membersCursor" } },
  "Query.member": { references: { id: "member" } },
  "Query.domains": {},
  "Query.joinRequests": { alone: { after: "joinRequestsCursor", before: "joinRequestsCursor" } },
  "Query.users": { alone: { after: "usersCursor", before: "usersCursor" } },
  "Query.user": { references: { id: "user" } },
  "Query.apiKeys": { alone: { after: "apiKeysCursor", before: "apiKeysCursor" } },
  "Query.serviceAccounts": { alone: { after: "serviceAccountsCursor", before: "serviceAccountsCursor" } },
  "Query.serviceAccount": { references: { id: "serviceAccount" } },
  "Query.invitations": { alone: { after: "invitationsCursor", before: "invitationsCursor" } },
  "Query.invitation": { references: { id: "invitation" } },
  "Query.oauthClients": { alone: { after: "oauthClientsCursor", before: "oauthClientsCursor" } },
  "Query.oauthClient": { references: { id: "oauthClient" } },
  "Query.collections": { alone: { after: "collectionsCursor", before: "collectionsCursor" } },
  "Query.collection": { references: { name: "collectionName" } },
  "Collection.versions": {
    through: "Query.collection",
    alone: { after: "collectionVersionsCursor", before: "collectionVersionsCursor" },
  },
  "Query.collectionMigration": { references: { id: "collectionMigration" } },
  "CollectionMigration.failures": {
    through: "Query.collectionMigration",
    alone: { after: "migrationFailuresCursor", before: "migrationFailuresCursor" },
  },
  "Query.collectionMigrations": {
    references: { collection: "collectionName" },
    alone: { after: "collectionMigrationsCursor", before: "collectionMigrationsCursor" },
  },
  "Query.record": { references: { id: "record" } },
  "Record.versions": { through: "Query.record", alone: { after: "versionsCursor", before: "versionsCursor" } },
  "Query.recordVersions": {
    references: { id: "deletedRecord" },
    alone: { after: "deletedVersionsCursor", before: "deletedVersionsCursor" },
  },
  "Query.deletedRecord": { references: { id: "deletedRecord" } },
  "DeletedRecord.versions": {
    through: "Query.deletedRecord",
    alone: { after: "deletedVersionsCursor", before: "deletedVersionsCursor" },
  },
  "Query.deletedRecords": {
    references: { collection: "collectionName" },
    alone: { after: "deletedRecordsCursor", before: "deletedRecordsCursor" },
  },
  "Query.records": {
    references: { collection: "collectionName" },
    alone: {
      after: "recordsCursor",
      before: { kind: "sortedRecordsCursor", with: { sort: { field: "title" } } },
      ...FILTER_BY_TEXT,
      search: "indexedText",
    },
    plain: { ...FILTER_PLAIN, "sort[].field": OWN_PROPERTY },
  },
  "Query.recordAggregate": {
    references: { collection: "collectionName" },
    alone: FILTER_BY_TEXT,
    given: { "measures[].as": "n", "measures[].function": "COUNT" },
    plain: {
      ...FILTER_PLAIN,
      "groupBy[].field": OWN_PROPERTY,
      "groupBy[].timeZone": "A name that is everybody's.",
      "groupBy[].as": "The caller's own name for a part of the answer.",
      "measures[].field": OWN_PROPERTY,
      "orderBy[].by": "One of the names that the caller gave to parts of the answer.",
    },
  },
  "Query.recordChange": {
    references: { collection: "collectionName", cursor: "changeCursor" },
    alone: FILTER_THAT_FINDS,
    plain: { ...FILTER_PLAIN, "filter[].notEquals": COMPARES, "filter[].notIn[]": COMPARES },
  },
  "Query.exports": { alone: { after: "exportsCursor", before: "exportsCursor" } },
  "Query.export": { references: { id: "export" } },
  "Query.exportChange": { references: { id: "export", cursor: "changeCursor" } },
  "Query.bulkChanges": { alone: { after: "bulkChangesCursor", before: "bulkChangesCursor" } },
  "Query.bulkChange": { references: { id: "bulkChange" } },
  "BulkChange.failures": {
    through: "Query.bulkChange",
    alone: { after: "bulkFailuresCursor", before: "bulkFailuresCursor" },
  },
  "Query.importOptions": {
    references: { "input.collection": "collectionName" },
    plain: {
      "input.profile": "A name within the collection, which is found first.",
      "input.items": "A place in the caller's own file.",
      "input.key": "A property of the collection, which is found first.",
      "input.idempotencyKey": "Names requests of the caller's own principal.",
    },
  },
  "Query.importProfiles": { references: { collection: "collectionName" } },
  "Query.importProfile": { references: { collection: "collectionName", name: "importProfileName" } },
  "Query.imports": { alone: { after: "importsCursor", before: "importsCursor" } },
  "Query.import": { references: { id: "import" } },
  "Query.importChange": { references: { id: "import", cursor: "changeCursor" } },
  "Import.rejections": { through: "Query.import", alone: { after: "rejectionsCursor", before: "rejectionsCursor" } },
  "Query.auditEvents": {
    alone: {
      after: "auditEventsCursor",
      before: "auditEventsCursor",
      "filter.actorId": "apiKey",
      "filter.targetId": "record",
    },
    plain: { "filter.action": "Actions are declared in schema/events.json, the same for every tenant." },
  },
  "Query.auditEvent": { references: { id: "auditEvent" } },
  "Query.jobs": {
    alone: { after: "jobsCursor", before: "jobsCursor" },
    plain: { "filter.kind": "Kinds of job are named in the code, the same for every tenant." },
  },
  "Query.job": { references: { id: "job" } },
  "Query.usage": {},
  "Query.usageDays": {
    alone: { after: "usageDaysCursor", before: "usageDaysCursor" },
    plain: { from: "A day.", to: "A day." },
  },
  "Query.tenantExports": {},
  "Query.tenantExport": { references: { id: "tenantExport" } },
  "Query.impersonations": {},
  "Subscription.recordChanged": {
    references: { collection: "collectionName" },
    // By two operators of texts: each takes its time, and all decide in the same way.
    alone: { after: "changeCursor", "filter[].equals": byTitle, "filter[].contains": byTitle },
    plain: {
      ...FILTER_PLAIN,
      "filter[].notEquals": COMPARES,
      "filter[].in[]": COMPARES,
      "filter[].notIn[]": COMPARES,
      "filter[].startsWith": COMPARES,
    },
  },

  "Subscription.importChanged": { references: { id: "import" } },
  "Subscription.exportChanged": { references: { id: "export" } },
  "Subscription.tenantConfigChanged": { alone: { after: "tenantConfigCursor" } },

  "Mutation.addMember": { references: { "input.userId": "user" }, given: { "input.role": "Viewer" } },
  "Mutation.changeMemberRole": { references: { "input.id": "member" }, given: { "input.role": "Developer" } },
  "Mutation.updateRole": { references: { "input.name": "roleName" }, given: { "input.version": 1, ...ROLE } },
  "Mutation.updateTenantConfig": {
    given: { "input.expectedVersion": 1, "input.reason": "Probed", "input.branding.displayName": "Probed" },
    plain: {
      "input.branding.logo": "A picture, which is checked and kept; nothing is looked up by it.",
      "input.branding.accentColour": "A colour.",
      "input.locale.timeZone": "A name of the IANA database, the same for everybody.",
      "input.security.allowedNetworks[]": "Addresses, which any number of tenants may come from.",
      "input.webhooks.allowedHosts[]": "Names of hosts, which any number of tenants may use.",
      "input.webhooks.signingSecret": "A secret, which is sealed; nothing is looked up by it.",
    },
  },
  "Mutation.rollbackTenantConfig": {
    given: { "input.expectedVersion": 2, "input.toVersion": 1, "input.reason": "Probed" },
  },
  "Mutation.closeTenant": {
    references: { "input.confirmSlug": "slug" },
    given: { "input.reason": "probed", "input.graceDays": 30 },
  },
  "Mutation.reopenTenant": { references: { "input.confirmSlug": "slug" } },
  "Mutation.createTenantExport": { given: { "input.auditLog": false } },
  "Mutation.updateDomain": {
    references: { "input.id": "domain" },
    given: { "input.join": "AUTOMATIC" },
    plain: { "input.role": OWN_ROLES },
  },
  "Mutation.verifyDomain": { references: { "input.id": "domain" } },
  "Mutation.approveJoinRequest": { references: { "input.id": "joinRequest" }, plain: { "input.role": OWN_ROLES } },
  "Mutation.declineJoinRequest": { references: { "input.id": "otherJoinRequest" } },
  "Mutation.createRecord": {
    references: { "input.collection": "collectionName" },
    given: { "input.data": { title: "probed" } },
  },
  "Mutation.updateRecord": {
    references: { "input.id": "record" },
    given: { "input.version": 1, "input.data": { title: "probed" } },
  },
  "Mutation.updateRecords": {
    references: { "input.collection": "collectionName" },
    given: { "input.all": true, "input.set": { title: "probed" }, "input.dryRun": true },
    plain: {
      "input.filter[].field": "A property of the caller's own schema, once the collection is found.",
      "input.filter[].equals": COMPARES,
      "input.filter[].notEquals": COMPARES,
      "input.filter[].in[]": COMPARES,
      "input.filter[].notIn[]": COMPARES,
      "input.filter[].contains": COMPARES,
      "input.filter[].lessThan": COMPARES,
      "input.filter[].lessThanOrEqual": COMPARES,
      "input.filter[].greaterThan": COMPARES,
      "input.filter[].greaterThanOrEqual": COMPARES,
      "input.filter[].startsWith": COMPARES,
    },
  },
  "Mutation.deleteRecords": {
    references: { "input.collection": "collectionName" },
    given: { "input.all": true, "input.dryRun": true },
    plain: INPUT_FILTER_PLAIN,
  },
  "Mutation.saveImportProfile": {
    references: { "input.collection": "collectionName" },
    given: {
      ...{ "input.name": "probed", "input.fields[].field": "title", "input.fields[].from": "Title" },
      ...{ "input.mode": "PARTIAL" },
    },
    plain: {
      "input.fields[].value": "A constant of the caller's own profile; given instead of `from`.",
      "input.items": "A place in files to come.",
    },
  },
  "Mutation.deleteImportProfile": {
    references: { "input.collection": "collectionName", "input.name": "importProfileName" },
  },
  "Mutation.createExport": {
    references: { "input.collection": "collectionName" },
    given: { "input.format": "NDJSON" },
    plain: EXPORT_PLAIN,
  },
  "Mutation.createExportLink": { references: { "input.id": "export" }, given: { "input.expiresIn": 60 } },
  "Mutation.pauseExport": { references: { "input.id": "waitingExport" } },
  "Mutation.resumeExport": { references: { "input.id": "goingExport" } },
  "Mutation.cancelExport": { references: { "input.id": "endingExport" } },
  "Mutation.deleteExport": { references: { "input.id": "oldExport" } },
  "Mutation.cancelBulkChange": { references: { "input.id": "waitingBulkChange" } },
  "Mutation.updateCollection": {
    references: { "input.name": "collectionName" },
    given: {
      "input.version": 1,
      "input.schema": { type: "object", properties: { title: { type: "string", maxLength: 99, "x-indexed": true } } },
      "input.mapping[].field": "size",
      "input.mapping[].value": 1,
    },
    plain: { "input.mapping[].from": "A property of the caller's own records, once the collection is found." },
  },
  "Mutation.cancelCollectionMigration": { references: { "input.id": "collectionMigration" } },
  "Mutation.pauseImport": { references: { "input.id": "waitingImport" } },
  "Mutation.resumeImport": { references: { "input.id": "goingImport" } },
  "Mutation.cancelImport": { references: { "input.id": "endingImport" } },
  "Mutation.createImport": {
    references: { "input.collection": "collectionName", "input.upload": "blob" },
    plain: {
      "input.profile": "A name within the collection, which is found first.",
      "input.items": "A place in the caller's own file.",
      "input.key": "A property of the collection, which is found first.",
      "input.idempotencyKey": "Names requests of the caller's own principal.",
    },
  },
  "Mutation.resendInvitation": { references: { "input.id": "invitation" } },
  "Mutation.changeServiceAccountRole": {
    references: { "input.id": "serviceAccount" },
    given: { "input.role": "Developer" },
  },
  "Mutation.createActivationLink": { references: { "input.userId": "user" } },
  "Mutation.rotateOAuthClientSecret": { references: { "input.id": "oauthClient" } },
  // From here on the caller has names of its own that equal another tenant's, so what looks names up comes before.
  "Mutation.createUser": {
    references: { "input.email": "email" },
    given: { "input.name": "Somebody" },
    fresh: "An address may be registered in any number of tenants.",
  },
  "Mutation.createApiKey": {
    references: { "input.name": "keyName", "input.serviceAccountId": "serviceAccount" },
    plain: { "input.role": "Roles are of the caller's own tenant; a key has one or a service account." },
    fresh: "Names of keys need not be unique at all.",
  },
  "Mutation.inviteMember": {
    references: { "input.email": "invitedEmail" },
    given: { "input.role": "Viewer" },
    plain: { "input.message": "Words that are sent as they are; nothing is looked up by them." },
    fresh: "An address may be invited by any number of tenants.",
  },
  "Mutation.createServiceAccount": {
    references: { "input.name": "serviceAccountName" },
    given: { "input.role": "Viewer" },
    plain: { "input.description": "Words that are kept as they are; nothing is looked up by them." },
    fresh: "Names of service accounts are unique within a tenant only.",
  },
  "Mutation.createOAuthClient": {
    references: { "input.name": "clientName" },
    given: { "input.kind": "CONFIDENTIAL", "input.redirectUris[]": "https://app.example/callback" },
    plain: {
      "input.postLogoutRedirectUris[]": "An address of the client's own, which any number of clients may have.",
      "input.role": "Another tenant's role is none: createApiKey looks names up in the same way.",
      "input.keys": "Public keys, which any number of clients may have; nothing is looked up by them.",
    },
    fresh: "Names of clients need not be unique at all.",
  },
  "Mutation.deleteRole": { references: { "input.name": "roleName" } },
  "Mutation.createRole": {
    references: { "input.name": "roleName" },
    given: ROLE,
    fresh: "Names of roles are unique within a tenant only.",
  },
  "Mutation.defineCollection": {
    references: { "input.name": "collectionName" },
    given: { "input.schema": { type: "object", additionalProperties: false, properties: { a: { type: "string" } } } },
    fresh: "Names of collections are unique within a tenant only.",
  },
  "Mutation.addDomain": {
    references: { "input.name": "domainName" },
    plain: { "input.role": OWN_ROLES },
    fresh: "Any number of tenants may add a domain; whose it is, its DNS tells.",
  },
  "Mutation.removeDomain": { references: { "input.id": "domain" } },
  "Mutation.purgeRecord": { references: { "input.id": "goneRecord" } },
  "Mutation.restoreRecord": { references: { "input.id": "deletedRecord" } },
  "Mutation.deleteRecord": { references: { "input.id": "record" } },
  "Mutation.removeMember": { references: { "input.id": "member" } },
  "Mutation.retryJob": { references: { "input.id": "job" } },
  "Mutation.cancelJob": { references: { "input.id": "job" } },
  "Mutation.revokeInvitation": { references: { "input.id": "invitation" } },
  "Mutation.removeServiceAccount": { references: { "input.id": "serviceAccount" } },
  "Mutation.revokeApiKey": { references: { "input.id": "apiKey" } },
  "Mutation.revokeSession": { references: { "input.id": "grant" }, asPerson: true },
  "Mutation.revokeSessions": { given: { "input.keepCurrent": true }, asPerson: true },
  "Mutation.removeFactor": { references: { "input.id": "factor" }, asPerson: true },
  "Mutation.lockUser": { references: { "input.id": "user" }, given: { "input.reason": "probed" } },
  "Mutation.unlockUser": { references: { "input.id": "user" } },
  "Mutation.revokeOAuthClient": { references: { "input.id": "oauthClient" } },
  // After it the person is none of the tenant any more.
  "Mutation.leaveTenant": { given: { "input.confirm": true }, asPerson: true },
  "Mutation.endImpersonation": { references: { "input.id": "impersonation" } },
  ...operatorProbes,
};

/** Every resolvable entity of every subgraph, with the kinds of id it is looked up by. */
export const entityProbes: Record<string, Reference[]> = {
  "tenancy.Tenant": ["tenant"],
  "tenancy.Member": ["member"],
  "identity.Actor": ["user", "apiKey", "oauthClient"],
  "identity.User": ["user"],
  "identity.ApiKey": ["apiKey"],
  "identity.ServiceAccount": ["serviceAccount"],
  "identity.OAuthClient": ["oauthClient"],
  "data.Collection": ["collection"],
  "data.Record": ["record"],
  "data.Import": ["import"],
  "audit.AuditEvent": ["auditEvent"],
};
