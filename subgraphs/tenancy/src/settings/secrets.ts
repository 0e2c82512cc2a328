import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import type { SettingsChange } from "./change.ts";
import { DECLARED } from "./declared.ts";
import { readSecret } from "./declared-webhooks.ts";
import { valueIn } from "./layers.ts";

const PURPOSE = "tenant-secret";

/** Sealed secrets of a change by path; null is taken away. */
export type SealedSecrets = ReadonlyMap<string, Buffer | null>;

/** Seals the secrets of a change, before its transaction: the first one of a tenant makes its keys. */
export async function sealSecrets(
  envelope: Pick<Envelope, "seal">,
  tenantId: string,
  change: SettingsChange,
): Promise<SealedSecrets> {
  const faults: FieldFault[] = [];
  const given = DECLARED.filter(({ setting }) => setting.isSecret).flatMap((declared) => {
    const value = valueIn(change as never, declared);
    if (value === undefined) return [];
    const path = `input.${declared.path}`;
    return [[declared.path, value === null ? null : readSecret(value, path, faults)] as const];
  });
  refuseFaults(faults);
  const sealed = new Map<string, Buffer | null>();
  for (const [path, text] of given)
    sealed.set(path, text === null ? null : await envelope.seal(tenantId, PURPOSE, [path], Buffer.from(text)));
  return sealed;
}

/** What a version does to the secrets. What was there before is gone: no version brings it back. */
export function writeSecrets(tenantId: string, version: number, secrets: SealedSecrets): Statement[] {
  return [...secrets].map(([path, sealed]) =>
    sealed === null
      ? {
          name: "remove_tenant_secret",
          text: "delete from tenancy.tenant_secret where tenant_id = $1 and path = $2",
          values: [tenantId, path],
        }
      : {
          name: "set_tenant_secret",
          text: `insert into tenancy.tenant_secret (tenant_id, path, version, sealed) values ($1, $2, $3, $4)
                 on conflict (tenant_id, path) do update set version = excluded.version, sealed = excluded.sealed`,
          values: [tenantId, path, version, sealed],
        },
  );
}

/** A secret in the clear, for whoever acts by it in this room's process; undefined when the tenant has set none. */
export async function openSecret(
  db: Database,
  envelope: Pick<Envelope, "open">,
  tenantId: string,
  path: string,
): Promise<string | undefined> {
  const [row] = await readAsTenant<{ sealed: Buffer }>(db, tenantId, {
    name: "tenant_secret",
    text: "select sealed from tenancy.tenant_secret where tenant_id = $1 and path = $2",
    values: [tenantId, path],
  });
  return row && (await envelope.open(tenantId, PURPOSE, [path], row.sealed)).toString();
}
