import { encodeId } from "@bulkhead/kernel/id.ts";
import { grantTable } from "./tables.ts";

export const sessionColumns = {
  id: grantTable.id,
  client_id: grantTable.clientId,
  user_agent: grantTable.userAgent,
  created_at: grantTable.createdAt,
  last_used_at: grantTable.lastUsedAt,
  ended_at: grantTable.endedAt,
};

/** The same columns, for SQL by hand. */
export const SESSION_COLUMNS = "id, client_id, user_agent, created_at, last_used_at, ended_at";

export interface SessionRow {
  id: string;
  client_id: string;
  user_agent: string;
  created_at: string;
  last_used_at: string | null;
  ended_at: string | null;
}

/** A session as the schema shows it, but for its application's name. */
export interface Session {
  id: string;
  clientId: string;
  device: string | null;
  createdAt: string;
  lastUsedAt: string;
  endedAt: string | null;
  isCurrent: boolean;
}

/** `grantId` is the public id of the one that the call is made in. */
export function toSession(row: SessionRow, grantId: string | undefined): Session {
  const id = encodeId("grant", row.id);
  return {
    id,
    clientId: encodeId("oauthClient", row.client_id),
    device: row.user_agent === "" ? null : row.user_agent,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? row.created_at,
    endedAt: row.ended_at,
    isCurrent: id === grantId,
  };
}
