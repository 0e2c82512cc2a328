import { encodeId } from "@bulkhead/kernel/id.ts";
import { userTable } from "./tables.ts";

export const userColumns = {
  id: userTable.id,
  email: userTable.email,
  name: userTable.name,
  created_at: userTable.createdAt,
};

/** The same columns, for SQL by hand. */
export const USER_COLUMNS = "id, email, name, created_at";

export interface UserRow {
  id: string;
  email: string;
  name: string;
  created_at: string;
}

/** A user as the schema shows it. */
export interface User {
  id: string;
  email: string;
  name: string;
  createdAt: string;
}

export function toUser(row: UserRow): User {
  return { id: encodeId("user", row.id), email: row.email, name: row.name, createdAt: row.created_at };
}
