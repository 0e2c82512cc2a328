import { encodeId } from "@bulkhead/kernel/id.ts";
import { userTable } from "./tables.ts";

export const userColumns = {
  id: userTable.id,
  email: userTable.email,
  name: userTable.name,
  created_at: userTable.createdAt,
  activated_at: userTable.activatedAt,
  locked_at: userTable.lockedAt,
};

/** The same columns, for SQL by hand. */
export const USER_COLUMNS = "id, email, name, created_at, activated_at, locked_at";

export interface UserRow {
  id: string;
  email: string;
  name: string;
  created_at: string;
  activated_at: string | null;
  locked_at: string | null;
}

/** A user as the schema shows it. */
export interface User {
  id: string;
  email: string;
  name: string;
  createdAt: string;
  activatedAt: string | null;
  lockedAt: string | null;
}

export function toUser(row: UserRow): User {
  return {
    id: encodeId("user", row.id),
    email: row.email,
    name: row.name,
    createdAt: row.created_at,
    activatedAt: row.activated_at,
    lockedAt: row.locked_at,
  };
}
