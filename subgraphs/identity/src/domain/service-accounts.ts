import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "../context.ts";
import {
  SERVICE_ACCOUNT_COLUMNS,
  type ServiceAccount,
  type ServiceAccountRow,
  toServiceAccount,
} from "../service-account-row.ts";

const SCOPE = "serviceAccounts";

/** Service accounts, oldest first, removed ones included. */
export async function serviceAccounts(ctx: IdentityContext, args: ConnectionArgs): Promise<Connection<ServiceAccount>> {
  const tenantId = authorize(ctx, "service-account:read");
  const page = readPage(args);
  const position = page.cursor === null ? null : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const [beyond, order] = page.backward ? ["<", "desc"] : [">", "asc"];
  const rows = await readAsTenant<ServiceAccountRow>(ctx.db, tenantId, {
    name: `service_accounts_${order}`,
    text: `select ${SERVICE_ACCOUNT_COLUMNS} from identity.service_account
           where tenant_id = $1 and ($2::uuid is null or id ${beyond} $2) order by id ${order} limit $3`,
    values: [tenantId, position, page.limit + 1],
  });
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.id]), toServiceAccount);
}
