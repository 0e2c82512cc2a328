import { encodeId } from "@bulkhead/kernel/id.ts";
import { BULK } from "../storm/collections.ts";
import type { Target } from "../target/target.ts";

/** What the database holds in the end, read past all walls. Ids are public ones; tenants go by their slug. */
export interface Evidence {
  tenants: { slug: string; canary: string }[];
  records: StoredRecord[];
  /** In commit order. */
  events: StoredEvent[];
  audits: StoredAudit[];
  imports: StoredImport[];
  logged: string[];
  exits: string[];
}

export interface StoredRecord {
  tenant: string;
  collection: string;
  id: string;
  version: number;
  mark: string;
  canary: string;
  importId: string | null;
  importRow: number | null;
}

export interface StoredEvent {
  tenant: string;
  type: string;
  collection: string | null;
  /** Public id of the record, key or import it is about. */
  about: string;
  version: number | null;
  mark: string | null;
  firstRow: number | null;
  lastRow: number | null;
  count: number | null;
}

export interface StoredAudit {
  tenant: string;
  action: string;
  target: string;
  version: number | null;
  /** Of `api-key.revoke`: false when the key had been revoked before. */
  changed: boolean | null;
}

export interface StoredImport {
  tenant: string;
  id: string;
  mode: string;
  status: string;
  sha256: string;
  rowsStored: number;
  rowsRejected: number;
  /** What is there in fact. */
  records: number;
  distinctRows: number;
  rejections: number;
}

const RECORDS = `select r.tenant_id as tenant, c.name as collection, r.id, r.version, r.data ->> 'mark' as mark,
    r.data ->> 'canary' as canary, r.import_id as "importId", r.import_row as "importRow"
  from data.record r join data.collection c on c.tenant_id = r.tenant_id and c.id = r.collection_id
  where c.name <> '${BULK}' order by r.import_row, r.id`;

const EVENTS = `select o.tenant_id as tenant, o.type, c.name as collection, o.subject, o.payload ->> 'recordId' as "recordId",
    o.payload ->> 'importId' as "importId", (o.payload ->> 'version')::int as version, o.payload -> 'data' ->> 'mark' as mark,
    (o.payload ->> 'firstRow')::int as "firstRow", (o.payload ->> 'lastRow')::int as "lastRow",
    (o.payload ->> 'count')::int as count
  from platform.outbox o left join data.collection c on c.tenant_id = o.tenant_id and c.id = o.subject
  order by o.xid, o.id`;

const AUDITS = `select tenant_id as tenant, action, target_id as target, (body -> 'detail' ->> 'version')::int as version,
    (body -> 'detail' ->> 'changed')::boolean as changed
  from platform.audit_event where outcome = 'SUCCEEDED'`;

const IMPORTS = `select i.tenant_id as tenant, i.id, i.mode, i.status, i.rows_stored as "rowsStored",
    i.rows_rejected as "rowsRejected", a.body -> 'detail' ->> 'sha256' as sha256,
    (select count(*)::int from data.import_rejection x where x.tenant_id = i.tenant_id and x.import_id = i.id) as rejections,
    r.records, r."distinctRows"
  from data.import i
  left join platform.audit_event a on a.tenant_id = i.tenant_id and a.action = 'import.create'
    and a.target_id = ($1::jsonb ->> i.id::text)
  cross join lateral (
    select count(*)::int as records, count(distinct data ->> 'n')::int as "distinctRows" from data.record
    where tenant_id = i.tenant_id and import_id = i.id) as r`;

/** Reads everything in the end, when nothing moves any more. */
export async function gather(target: Target): Promise<Evidence> {
  const tenantOf = await readTenants(target);
  const ask = async <R>(text: string, values: unknown[] = []): Promise<R[]> => {
    const rows = await target.postgres.ask(text, values);
    if (!rows) throw new Error(`the database did not answer: ${text}`);
    return rows.map((row) => ({ ...row, tenant: tenantOf.get(String(row.tenant)) ?? String(row.tenant) })) as R[];
  };
  type Raw = StoredEvent & { subject: string; recordId: string | null; importId: string | null };
  const records = await ask<StoredRecord>(RECORDS);
  const events = await ask<Raw>(EVENTS);
  const ids = await ask<{ id: string }>("select tenant_id as tenant, id from data.import");
  const publicIds = Object.fromEntries(ids.map(({ id }) => [id, encodeId("import", id)]));
  const imports = await ask<StoredImport>(IMPORTS, [JSON.stringify(publicIds)]);
  return {
    tenants: target.tenants.map(({ slug, canary }) => ({ slug, canary })),
    records: records.map((row) => ({
      ...row,
      id: encodeId("record", row.id),
      importId: row.importId && encodeId("import", row.importId),
    })),
    events: events.map(({ subject, recordId, importId, ...row }) => ({
      ...row,
      about: aboutOf(row.type, subject, recordId, importId),
    })),
    audits: await ask<StoredAudit>(AUDITS),
    imports: imports.map((row) => ({ ...row, id: encodeId("import", row.id) })),
    logged: target.logged(),
    exits: target.exits(),
  };
}

async function readTenants({ postgres }: Target): Promise<Map<string, string>> {
  const rows = (await postgres.ask("select tenant_id, slug from tenancy.tenant")) ?? [];
  return new Map(rows.map(({ tenant_id, slug }) => [String(tenant_id), String(slug)]));
}

function aboutOf(type: string, subject: string, recordId: string | null, importId: string | null): string {
  if (recordId) return encodeId("record", recordId);
  if (importId) return encodeId("import", importId);
  if (type.startsWith("api-key.")) return encodeId("apiKey", subject);
  if (type.startsWith("import.")) return encodeId("import", subject);
  return subject;
}
