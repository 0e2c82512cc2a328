import type { Database } from "@bulkhead/kernel/database.ts";
import type { ClientBase } from "pg";
import { exceptions } from "../testkit/catalogue/exceptions.ts";

/** Statements that rightly ask across tenants, by what they contain, with the reason. */
export const ACROSS_TENANTS: Record<string, string> = {
  "account.id = key.service_account_id where key.id = $1":
    "A key says whose it is, and by its service account which role it has: it is looked up before any tenant is known.",
  "where (xid, id) > ($1::text::xid8, $2::bigint)":
    "The relay reads every tenant's events, to hand each to its own tenant.",
  "delete from identity.revoked_token where (tenant_id, id) in":
    "The sweep forgets revocations of tokens that have expired, whose ever they are.",
};

/** Writes down the text of every statement that these pools send from now on. */
export function recordStatements(databases: readonly Database[]): Set<string> {
  const sent = new Set<string>();
  const watched = new WeakSet<object>();
  for (const { pool } of databases)
    pool.on("acquire", (client) => {
      if (watched.has(client)) return;
      watched.add(client);
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      (client as { query: unknown }).query = (...args: unknown[]) => {
        const [first] = args as [string | { text?: string }];
        const text = typeof first === "string" ? first : first?.text;
        if (text !== undefined) sent.add(text.replaceAll(/\s+/g, " ").replaceAll('"', "").trim());
        return query(...args);
      };
    });
  return sent;
}

/** Not those above tenants, which one role reaches and no room; tests/testkit/catalogue lists them one by one. */
export async function tenantTables(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.columns
     where column_name = 'tenant_id' and table_schema in ('platform', 'identity', 'tenancy', 'data', 'audit')`,
  );
  return rows.map(({ name }) => name).filter((name) => !(name in exceptions.tablesAboveTenants));
}

/** Reads and changes of a tenant's table that do not compare its tenant_id with a parameter or another table's. */
export function statementFaults(statements: Iterable<string>, tables: readonly string[]): string[] {
  const faults: string[] = [];
  for (const text of statements) {
    if (Object.keys(ACROSS_TENANTS).some((known) => text.includes(known))) continue;
    const reached = [...text.matchAll(/\b(?:from|join|update|using) (?:only )?([a-z]+\.[a-z_]+)/g)].flatMap(
      ([, name = ""]) => (tables.includes(name) ? [name] : []),
    );
    const compared = [...text.matchAll(/\btenant_id\s*=\s*(?:\$\d+|\w+\.tenant_id)|using \(tenant_id/g)];
    if (compared.length < reached.length) faults.push(`asks ${reached.join(", ")} without naming the tenant: ${text}`);
  }
  return faults;
}
