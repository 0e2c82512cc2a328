import { createDataRoom, type DataRoom, type DataRoomDeps } from "@bulkhead/data/src/room.ts";
import { deriveKey } from "@bulkhead/kernel/key.ts";
import { isAllowedFrom } from "@bulkhead/kernel/network-range.ts";
import { DEFAULT_SETTINGS } from "@bulkhead/kernel/tenant-settings.ts";
import { isAtWork } from "@bulkhead/kernel/tenant-status.ts";
import type { Settings } from "./config.ts";
import type { Databases } from "./databases.ts";
import { grantOfPrincipal } from "./grant-of-principal.ts";
import { createImportThread } from "./imports/import-thread.ts";
import { threadSetup } from "./imports/setup.ts";
import type { Sources } from "./sources.ts";

interface DataRoomOptions extends Pick<DataRoomDeps, "blobs" | "cursors" | "feed" | "log"> {
  /** Of the database. */
  url: string;
  settings: Settings;
  databases: Pick<Databases, "data">;
  dataEnvelope: DataRoomDeps["envelope"];
}

/** The data room and the thread that works on its imports. `sources` is asked when somebody is to be known, not before. */
export function openDataRoom(
  { url, settings, databases, blobs, dataEnvelope, ...common }: DataRoomOptions,
  sources: () => Sources,
): DataRoom & { stop(): Promise<void> } {
  const policyOf = (tenantId: string) => sources().tenancy.policyOf(tenantId);
  const grantOf = (tenantId: string, id: string) => {
    const { identity, tenancy } = sources();
    return grantOfPrincipal({ ...identity, ...tenancy }, tenantId, id);
  };
  const { feed, log } = common;
  const imports = createImportThread({ setup: threadSetup(url, settings), listen: feed.listen, grantOf, log });
  const room = createDataRoom({
    ...common,
    db: databases.data,
    blobs,
    envelope: dataEnvelope,
    unindexedRecords: settings.unindexedRecords,
    serveImport: imports.serve,
    importReportDays: async (tenantId) => (await policyOf(tenantId))?.settings.importReportDays ?? null,
    historyDaysOf: async (tenantId) => (await policyOf(tenantId))?.settings ?? DEFAULT_SETTINGS,
    grantOf,
    takesLinks: async (tenantId, clientAddress) => {
      const policy = await policyOf(tenantId);
      if (!policy?.settings.rest || !isAllowedFrom(clientAddress, policy.settings.allowedNetworks)) return false;
      return isAtWork(policy.status);
    },
    exportLinkKey: deriveKey(settings.secret, "export links"),
    publicOrigin: new URL(settings.publicOrigin).origin,
  });
  return {
    ...room,
    async stop() {
      room.stop();
      await imports.stop();
    },
  };
}
