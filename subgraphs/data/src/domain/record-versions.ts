import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { selectVersions } from "../history/select-versions.ts";
import { toVersion, type VersionNode, type VersionRow } from "../history/version-node.ts";

export interface RecordVersionsArgs extends ConnectionArgs {
  /** Public id of a record, living or deleted. */
  id: string;
  /** Its collection, by name. */
  collection: string;
  /** Whether somebody asks what each version changed. */
  withChanges: boolean;
}

/** Versions of a record, newest first, its latest among them. None of a record that is not the tenant's. */
export async function recordVersions(ctx: DataContext, args: RecordVersionsArgs): Promise<Connection<VersionNode>> {
  const tenantId = authorizeIn(ctx, "record:read", args.collection);
  const id = decodeId("record", args.id, "id");
  const page = readPage(args);
  const scope = `versions ${id}`;
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, scope, page.cursor);
  const selection = { page, position, withBefore: args.withChanges };
  const rows = await readAsTenant<VersionRow>(ctx.db, tenantId, selectVersions(tenantId, id, selection));
  return toConnection(rows, page, ({ version }) => ctx.cursors.seal(tenantId, scope, [version]), toVersion);
}
