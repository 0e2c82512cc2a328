import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import type { ActorReference } from "../records/record-node.ts";
import { collection } from "./collection.ts";

/** Of any collection: a cursor holds a number and no more. */
const SCOPE = "collection versions";

interface VersionRow {
  version: number;
  schema: unknown;
  created_at: string;
  created_by: string;
}

/** A version of a collection's schema as the API answers it. */
export interface CollectionVersionNode {
  version: number;
  schema: unknown;
  createdAt: string;
  createdBy: ActorReference;
}

/** The versions of a collection's schema, the first one first. */
export async function collectionVersions(
  ctx: DataContext,
  collectionId: string,
  args: ConnectionArgs,
): Promise<Connection<CollectionVersionNode>> {
  const tenantId = authorize(ctx, "collection:read");
  const id = decodeId("collection", collectionId, "id");
  if (ctx.principal.collections) await collection(ctx, { id: collectionId });
  const page = readPage(args);
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, SCOPE, page.cursor);
  const direction = page.backward ? "desc" : "asc";
  const after = position.length > 0 ? `and version ${page.backward ? "<" : ">"} $4` : "";
  const rows = await readAsTenant<VersionRow>(ctx.db, tenantId, {
    name: `collection_versions_${direction}${after && "_after"}`,
    text: `select version, schema, created_at, created_by from data.collection_version
           where tenant_id = $1 and collection_id = $2 ${after} order by version ${direction} limit $3`,
    values: [tenantId, id, page.limit + 1, ...position],
  });
  return toConnection(
    rows,
    page,
    (row) => ctx.cursors.seal(tenantId, SCOPE, [row.version]),
    ({ version, schema, created_at, created_by }) => ({
      version,
      schema,
      createdAt: created_at,
      createdBy: { __typename: "Actor", id: created_by },
    }),
  );
}
