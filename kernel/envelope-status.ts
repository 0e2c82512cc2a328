import { queryOutsideTenants } from "./database.ts";
import type { KeyContext } from "./envelope-context.ts";
import { destructionsUnfinished } from "./envelope-destroy.ts";
import { authorize } from "./principal.ts";

export interface KeyStatus {
  rootKey: string;
  /** Oldest first; the last one wraps new tenant keys. */
  rootVersions: { version: string; createdAt: string; tenants: number }[];
  /** Given up but not yet destroyed by the provider: a run died. */
  retiring: string[];
  tenants: number;
  destroyed: number;
  dataKeys: { purpose: string; keys: number; tenants: number }[];
  /** Backups can still open a destroyed tenant. */
  destructionUnfinished: boolean;
}

/** What keys there are, without any of them. Counts rows, so it is for operators and not for a hot path. */
export async function keyStatus(ctx: KeyContext): Promise<KeyStatus> {
  authorize(ctx, "key:read");
  const { db, rootKey } = ctx;
  const ask = <R>(text: string) => queryOutsideTenants<R>(db, { text });
  const rootVersions = await ask<KeyStatus["rootVersions"][number]>(
    `select version, created_at as "createdAt",
       (select count(*)::int from platform.tenant_key where root_version = root.version) as tenants
     from platform.root_key as root order by position`,
  );
  const retiring = await ask<{ version: string }>(
    "select version from platform.retired_root_key where destroyed_at is null order by retired_at",
  );
  const [counts] = await ask<{ tenants: number; destroyed: number }>(
    "select count(wrapped)::int as tenants, count(destroyed_at)::int as destroyed from platform.tenant_key",
  );
  const dataKeys = await ask<KeyStatus["dataKeys"][number]>(
    `select purpose, count(*)::int as keys, count(distinct tenant_id)::int as tenants
     from platform.data_key group by purpose order by purpose`,
  );
  return {
    rootKey: rootKey.name,
    rootVersions,
    retiring: retiring.map(({ version }) => version),
    tenants: counts?.tenants ?? 0,
    destroyed: counts?.destroyed ?? 0,
    dataKeys,
    destructionUnfinished: await destructionsUnfinished(ctx),
  };
}
