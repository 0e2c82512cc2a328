import type { KeyContext } from "@bulkhead/kernel/envelope-context.ts";
import { destroyTenantKey } from "@bulkhead/kernel/envelope-destroy.ts";
import { exportKeys } from "@bulkhead/kernel/envelope-export.ts";
import { importKeys } from "@bulkhead/kernel/envelope-import.ts";
import { withKeyLock } from "@bulkhead/kernel/envelope-lock.ts";
import { rotateDataKeys } from "@bulkhead/kernel/envelope-rotate-data.ts";
import { rotateTenantKey } from "@bulkhead/kernel/envelope-rotate-tenant.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { retireRootKeys } from "@bulkhead/kernel/root-key-retire.ts";
import { rotateRootKey } from "@bulkhead/kernel/root-key-rotate.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import type { TestServer } from "./server.ts";

/**
 * Runs every operation on keys once, on an installation at work: `tenantId` has sealed something, the key of `gone` ends.
 * The root key file is shared by all databases of a run, so versions retired here stay in it.
 */
export async function operateOnKeys({ platform }: TestServer, tenantId: string, gone: string): Promise<void> {
  const db = platform.databases.worker;
  const rootKey = { ...platform.storage.rootKey, destroy: async () => undefined };
  const operator = (id: string): KeyContext => ({ ...operatorRequest(id), db, rootKey });
  const installation = operator(INSTALLATION_ID);
  await rotateDataKeys(operator(tenantId));
  await rotateTenantKey(operator(tenantId));
  await destroyTenantKey(operator(gone));
  await withKeyLock(db, async () => {
    await rotateRootKey(installation);
    await retireRootKeys(installation);
    const lines: string[] = [];
    await exportKeys(installation, async (line) => void lines.push(line.trimEnd()));
    await importKeys(installation, async function* () {
      yield* lines;
    });
  });
}

/** Makes another signing key and revokes the one before it, as the operator does. */
export async function operateOnSigningKeys({ platform }: TestServer): Promise<void> {
  const { signingKeys } = platform.authorisation;
  const request = operatorRequest(INSTALLATION_ID);
  const { kid } = await signingKeys.rotate(request, { byHand: true, atOnce: true });
  const before = (await signingKeys.readPublicJwks()).keys.find((key) => key.kid !== kid);
  await signingKeys.revoke(request, before?.kid ?? "");
}
