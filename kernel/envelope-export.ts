import { createHmac, type Hmac, randomBytes } from "node:crypto";
import { appendAudit } from "./audit.ts";
import { flushAsTenant, queryOutsideTenants } from "./database.ts";
import type { KeyContext } from "./envelope-context.ts";
import { INSTALLATION_ID } from "./installation.ts";
import { authorize } from "./principal.ts";
import { type Binding, KEY_BYTES } from "./root-key.ts";
import { checkRootKey } from "./root-key-check.ts";

/**
 * An export of keys is JSON, one line each: a head, a tenant a line, an end with an HMAC-SHA256 over all lines before
 * it. Every key in it is wrapped; without the root key it opens nothing.
 */
export interface ExportHead {
  bulkheadKeys: 1;
  exportedAt: string;
  /** Versions of the root key in use, oldest first. */
  root: { version: string; checkValue: string }[];
  retired: string[];
  /** The key of the HMAC, wrapped by the newest version. */
  seal: string;
}

export interface ExportTenant {
  tenant: string;
  version: number;
  /** Both null when the key was destroyed. */
  root: string | null;
  wrapped: string | null;
  destroyedAt: string | null;
  data: [purpose: string, version: number, tenantKeyVersion: number, wrapped: string, createdAt: string][];
}

export interface ExportEnd {
  tenants: number;
  hmac: string;
}

export const SEAL_BINDING: Binding = { "bulkhead:key": "export" };
const PAGE = 500;

/** Writes all keys, page by page; each tenant's keys are as they were together at one instant. Answers how many tenants. */
export async function exportKeys(ctx: KeyContext, write: (line: string) => Promise<void>): Promise<number> {
  authorize(ctx, "key:export");
  await checkRootKey(ctx.db, ctx.rootKey);
  const key = randomBytes(KEY_BYTES);
  const hmac = createHmac("sha256", key);
  const line = async (value: object) => write(sealedLine(hmac, value));
  await line(await head(ctx, key));
  let tenants = 0;
  for (let after: string | undefined; ; ) {
    const page = await readPage(ctx, after);
    for (const tenant of page) await line(tenant);
    tenants += page.length;
    after = page.at(-1)?.tenant ?? after;
    if (page.length < PAGE) break;
  }
  const end: ExportEnd = { tenants, hmac: hmac.digest("base64url") };
  await write(`${JSON.stringify(end)}\n`);
  const audited = appendAudit(ctx, INSTALLATION_ID, { action: "key.export", target: "keys", detail: { tenants } });
  await flushAsTenant(ctx.db, INSTALLATION_ID, [audited]);
  return tenants;
}

function sealedLine(hmac: Hmac, value: object): string {
  const text = `${JSON.stringify(value)}\n`;
  hmac.update(text);
  return text;
}

async function head({ db, rootKey }: KeyContext, key: Buffer): Promise<ExportHead> {
  const root = await queryOutsideTenants<{ version: string; check_value: Buffer }>(db, {
    text: "select version, check_value from platform.root_key order by position",
  });
  const retired = await queryOutsideTenants<{ version: string }>(db, {
    text: "select version from platform.retired_root_key order by retired_at",
  });
  const seal = await rootKey.wrap(root.at(-1)?.version ?? "", key, SEAL_BINDING);
  return {
    bulkheadKeys: 1,
    exportedAt: new Date().toISOString(),
    root: root.map(({ version, check_value }) => ({ version, checkValue: check_value.toString("base64url") })),
    retired: retired.map(({ version }) => version),
    seal: seal.toString("base64url"),
  };
}

interface Row {
  tenant_id: string;
  version: number;
  root_version: string | null;
  wrapped: Buffer | null;
  destroyed_at: string | null;
  data: [string, number, number, string, string][];
}

/** The installation's own key, which has the lowest id there is, is on the first page. */
async function readPage({ db }: KeyContext, after: string | undefined): Promise<ExportTenant[]> {
  const rows = await queryOutsideTenants<Row>(db, {
    text: `select tenant_id, version, root_version, wrapped, destroyed_at, coalesce(data, '[]') as data
           from platform.tenant_key as key left join lateral (
             select jsonb_agg(jsonb_build_array(purpose, d.version, tenant_key_version, encode(d.wrapped, 'base64'), created_at)
               order by purpose, d.version) as data
             from platform.data_key d where d.tenant_id = key.tenant_id) as keys on true
           where tenant_id ${after === undefined ? ">=" : ">"} $1 order by tenant_id limit ${PAGE}`,
    values: [after ?? INSTALLATION_ID],
  });
  return rows.map((row) => ({
    tenant: row.tenant_id,
    version: row.version,
    root: row.root_version,
    wrapped: row.wrapped?.toString("base64url") ?? null,
    destroyedAt: row.destroyed_at,
    data: row.data,
  }));
}
