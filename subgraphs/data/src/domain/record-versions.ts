import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { readLatest } from "../history/latest.ts";
import { selectVersions } from "../history/select-versions.ts";
import { toVersion, type VersionNode, type VersionRow } from "../history/version-node.ts";

export interface RecordVersionsArgs extends ConnectionArgs {
  /** Public id of a record, living or deleted. */
  id: string;
  /** Its collection, by name, where it is known; only there is no NOT_FOUND for a record that is gone by now. */
  collection?: string;
  /** Whether somebody asks what each version changed. */
  withChanges: boolean;
}

/** Versions of a record, newest first, its latest among them. */
export async function recordVersions(ctx: DataContext, args: RecordVersionsArgs): Promise<Connection<VersionNode>> {
  const tenantId = authorize(ctx, "record:read");
  const id = decodeId("record", args.id, "id");
  requireCollection(ctx, args.collection ?? (await collectionOf(ctx, tenantId, id)));
  const page = readPage(args);
  const scope = `versions ${id}`;
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, scope, page.cursor);
  const selection = { page, position, withBefore: args.withChanges };
  const rows = await readAsTenant<VersionRow>(ctx.db, tenantId, selectVersions(tenantId, id, selection));
  return toConnection(rows, page, ({ version }) => ctx.cursors.seal(tenantId, scope, [version]), toVersion);
}

async function collectionOf(ctx: DataContext, tenantId: string, id: string): Promise<string> {
  const { collection_id } = await readLatest(ctx.db, tenantId, id);
  return (await ctx.collections.byId(tenantId, collection_id)).name;
}
