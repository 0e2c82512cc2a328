import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import {
  INVITATION_COLUMNS,
  INVITATION_STATE,
  type Invitation,
  type InvitationRow,
  type InvitationState,
  toInvitation,
} from "../invitation-row.ts";

const SCOPE = "invitations";

export interface InvitationsArgs extends ConnectionArgs {
  state?: InvitationState | null | undefined;
}

/** Invitations, newest first. Those that ended are kept for about ninety days. */
export async function invitations(ctx: TenancyContext, args: InvitationsArgs): Promise<Connection<Invitation>> {
  const tenantId = authorize(ctx, "invitation:read");
  const page = readPage(args);
  const position = page.cursor === null ? null : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const [beyond, order] = page.backward ? [">", "asc"] : ["<", "desc"];
  const rows = await readAsTenant<InvitationRow>(ctx.db, tenantId, {
    name: `invitations_${order}`,
    text: `select ${INVITATION_COLUMNS} from tenancy.invitation
           where tenant_id = $1 and ($2::uuid is null or id ${beyond} $2) and ($3::text is null or ${INVITATION_STATE} = $3)
           order by id ${order} limit $4`,
    values: [tenantId, position, args.state ?? null, page.limit + 1],
  });
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.id]), toInvitation);
}
