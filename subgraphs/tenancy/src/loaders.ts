import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import DataLoader from "dataloader";
import { INVITATION_COLUMNS, type InvitationRow } from "./invitation-row.ts";
import { MEMBER_COLUMNS, type MemberRow } from "./member-row.ts";

/** Made per request, so that nothing read for one principal is ever answered to another. */
export interface Loaders {
  /** By uuid; undefined when the tenant has no such member. */
  member(tenantId: string, id: string): Promise<MemberRow | undefined>;
  /** The same of invitations. */
  invitation(tenantId: string, id: string): Promise<InvitationRow | undefined>;
}

export function createLoaders(db: Database): Loaders {
  let members: DataLoader<string, MemberRow | undefined> | undefined;
  let invitations: DataLoader<string, InvitationRow | undefined> | undefined;
  return {
    member(tenantId, id) {
      members ??= new DataLoader((ids) => loadMembers(db, tenantId, ids));
      return members.load(id);
    },
    invitation(tenantId, id) {
      // Nothing is kept: one operation may ask, change and ask again.
      invitations ??= new DataLoader((ids) => loadInvitations(db, tenantId, ids), { cache: false });
      return invitations.load(id);
    },
  };
}

async function loadMembers(db: Database, tenantId: string, ids: readonly string[]): Promise<(MemberRow | undefined)[]> {
  const rows = await readAsTenant<MemberRow>(db, tenantId, {
    name: "members_by_id",
    text: `select ${MEMBER_COLUMNS} from tenancy.member where tenant_id = $1 and id = any($2)`,
    values: [tenantId, ids],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

async function loadInvitations(
  db: Database,
  tenantId: string,
  ids: readonly string[],
): Promise<(InvitationRow | undefined)[]> {
  const rows = await readAsTenant<InvitationRow>(db, tenantId, {
    name: "invitations_by_id",
    text: `select ${INVITATION_COLUMNS} from tenancy.invitation where tenant_id = $1 and id = any($2)`,
    values: [tenantId, ids],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}
