import { adminAddresses, createClosingMails } from "@bulkhead/identity/src/closing-mails.ts";
import type { MailQueue } from "@bulkhead/identity/src/mail/mail.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { JobKind } from "@bulkhead/kernel/job-kind.ts";
import type { Schedule } from "@bulkhead/kernel/job-schedule.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import type { DestructionDeps } from "@bulkhead/tenancy/src/closing/destruction-context.ts";
import { closingSchedule, createDestroyTenantJob } from "@bulkhead/tenancy/src/jobs/destroy-tenant-job.ts";
import { createExportJob } from "@bulkhead/tenancy/src/jobs/export-job.ts";
import type { Settings } from "./config.ts";
import type { Databases } from "./databases.ts";
import type { Rooms } from "./rooms.ts";
import type { Storage } from "./storage.ts";

export interface ClosingOptions {
  settings: Pick<Settings, "publicOrigin">;
  databases: Databases;
  storage: Storage;
  mail: MailQueue;
  tenancy: Rooms["sources"]["tenancy"];
}

/** How tenants end, as the worker role does it: exports, mails, and destroying them when their day has come. */
export function closingWork(options: ClosingOptions): {
  jobs: readonly JobKind[];
  mails: Consumer;
  schedule: Schedule;
} {
  const { databases, storage, mail, tenancy } = options;
  const deps = destructionDeps(options);
  const { usersWithRole, brandOf } = tenancy;
  return {
    jobs: [
      createDestroyTenantJob(deps),
      createExportJob({ db: databases.tenancy, exporter: databases.exporter, blobs: storage.blobs.gateway }),
    ],
    mails: createClosingMails({
      db: databases.identity,
      mail,
      usersWithRole,
      nameOf: async (tenantId) => (await brandOf(tenantId))?.name ?? "",
    }),
    schedule: closingSchedule(deps),
  };
}

/** What destroying a tenant works with, in this process. */
export function destructionDeps({ settings, databases, storage, mail, tenancy }: ClosingOptions): DestructionDeps {
  return {
    destroyer: databases.destroyer,
    oauth: databases.oauth,
    worker: databases.worker,
    rootKey: storage.rootKey,
    envelope: storage.oauthEnvelope,
    blobs: storage.blobs.gateway,
    publicOrigin: new URL(settings.publicOrigin).origin,
    // Where there is no mail nobody's address is kept for it.
    adminAddresses: async (tenantId) =>
      mail.sends ? adminAddresses({ db: databases.identity, usersWithRole: tenancy.usersWithRole }, tenantId) : [],
    mailCertificate: (to, { slug, closedAt, certificate }) =>
      mail.statement(
        { requestId: encodeId("request", newUuid()) },
        { to, template: "tenant-closed", values: { at: closedAt, slug, certificate } },
      ),
  };
}
