import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import DataLoader from "dataloader";
import { INVITATION_COLUMNS, type InvitationRow } from "./invitation-row.ts";
import { MEMBER_COLUMNS, type MemberRow } from "./member-row.ts";
import { ROLE_COLUMNS, type RoleRow, toRole } from "./role-row.ts";
import { predefinedRole, type Role } from "./roles.ts";

/** Made per request, so that nothing read for one principal is ever answered to another. */
export interface Loaders {
  /** By uuid; undefined when the tenant has no such member. */
  member(tenantId: string, id: string): Promise<MemberRow | undefined>;
  /** By name, predefined or the tenant's own. */
  role(tenantId: string, name: string): Promise<Role | undefined>;
  /** Name of the role of a user; undefined for one who is no member. */
  roleOfUser(tenantId: string, userId: string): Promise<string | undefined>;
  /** The same of invitations. */
  invitation(tenantId: string, id: string): Promise<InvitationRow | undefined>;
}

export function createLoaders(db: Database): Loaders {
  let members: DataLoader<string, MemberRow | undefined> | undefined;
  let roles: DataLoader<string, Role | undefined> | undefined;
  let invitations: DataLoader<string, InvitationRow | undefined> | undefined;
  return {
    member(tenantId, id) {
      members ??= new DataLoader((ids) => loadMembers(db, tenantId, ids));
      return members.load(id);
    },
    async role(tenantId, name) {
      const known = predefinedRole(name);
      if (known) return known;
      roles ??= new DataLoader((names) => loadRoles(db, tenantId, names));
      return roles.load(name);
    },
    async roleOfUser(tenantId, userId) {
      const [row] = await readAsTenant<{ role: string }>(db, tenantId, {
        name: "role_of_user",
        text: "select role from tenancy.member where tenant_id = $1 and user_id = $2",
        values: [tenantId, userId],
      });
      return row?.role;
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

async function loadRoles(db: Database, tenantId: string, names: readonly string[]): Promise<(Role | undefined)[]> {
  const rows = await readAsTenant<RoleRow>(db, tenantId, {
    name: "roles_by_name",
    text: `select ${ROLE_COLUMNS} from tenancy.role where tenant_id = $1 and name = any($2)`,
    values: [tenantId, names],
  });
  const byName = new Map(rows.map((row) => [row.name, toRole(row)]));
  return names.map((name) => byName.get(name));
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
