import { encodeId } from "@bulkhead/kernel/id.ts";
import { memberTable } from "./tables.ts";

export const memberColumns = {
  id: memberTable.id,
  user_id: memberTable.userId,
  role: memberTable.role,
  created_at: memberTable.createdAt,
};

/** The same columns, for SQL by hand. */
export const MEMBER_COLUMNS = "id, user_id, role, created_at";

export interface MemberRow {
  id: string;
  user_id: string;
  role: string;
  created_at: string;
}

/** A member as the schema shows it; `user` and `role` are resolved from their names. */
export interface Member {
  id: string;
  userId: string;
  roleName: string;
  createdAt: string;
}

export function toMember(row: MemberRow): Member {
  return {
    id: encodeId("member", row.id),
    userId: encodeId("user", row.user_id),
    roleName: row.role,
    createdAt: row.created_at,
  };
}
