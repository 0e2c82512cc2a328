import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { type ConfigChange, changeOf, interestIn } from "../settings/config-change.ts";
import {
  type TenantConfigVersion,
  toVersion,
  VERSION_COLUMNS,
  VERSION_TABLES,
  type VersionRow,
} from "../settings/version-row.ts";

/** One change by its cursor: the one that is being delivered, or else as the outbox still has it. */
export async function tenantConfigChange(ctx: TenancyContext, args: { cursor: string }): Promise<ConfigChange> {
  const tenantId = authorize(ctx, "tenant-config:read");
  const delivered = ctx.delivered?.get(args.cursor) as Partial<ConfigChange> | undefined;
  // What is delivered was read for the subscriber, so it is looked at again: the same tenant's, or not at all.
  if (delivered?.tenantId === tenantId && delivered.number !== undefined) return delivered as ConfigChange;
  const event = await ctx.feed.at(interestIn(tenantId), args.cursor);
  if (!event) throw notFound();
  return changeOf(ctx.feed, event);
}

/** The version that a change made. */
export async function versionOfChange(ctx: TenancyContext, { number }: ConfigChange): Promise<TenantConfigVersion> {
  const tenantId = authorize(ctx, "tenant-config:read");
  const [row] = await readAsTenant<VersionRow>(ctx.db, tenantId, {
    name: "tenant_setting_version",
    text: `select ${VERSION_COLUMNS} from ${VERSION_TABLES} where this.tenant_id = $1 and this.version = $2`,
    values: [tenantId, number],
  });
  if (!row) throw notFound();
  return toVersion(row);
}
