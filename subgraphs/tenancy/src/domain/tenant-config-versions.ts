import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import {
  type TenantConfigVersion,
  toVersion,
  VERSION_COLUMNS,
  VERSION_TABLES,
  type VersionRow,
} from "../settings/version-row.ts";

const SCOPE = "tenantConfigVersions";

/** Versions of the settings, newest first. */
export async function tenantConfigVersions(
  ctx: TenancyContext,
  args: ConnectionArgs,
): Promise<Connection<TenantConfigVersion>> {
  const tenantId = authorize(ctx, "tenant-config:read");
  const page = readPage(args);
  const position = page.cursor === null ? null : Number(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const [comparison, order] = page.backward ? [">", "asc"] : ["<", "desc"];
  const rows = await readAsTenant<VersionRow>(ctx.db, tenantId, {
    name: page.backward ? "tenant_setting_versions_back" : "tenant_setting_versions",
    text: `select ${VERSION_COLUMNS} from ${VERSION_TABLES}
           where this.tenant_id = $1 and ($2::int is null or this.version ${comparison} $2)
           order by this.version ${order} limit $3`,
    values: [tenantId, position, page.limit + 1],
  });
  return toConnection(rows, page, ({ version }) => ctx.cursors.seal(tenantId, SCOPE, [version]), toVersion);
}
