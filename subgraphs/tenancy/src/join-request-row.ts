import { encodeId } from "@bulkhead/kernel/id.ts";

export const JOIN_REQUEST_STATUSES = ["OPEN", "APPROVED", "DECLINED"] as const;
export type JoinRequestStatus = (typeof JOIN_REQUEST_STATUSES)[number];

export interface JoinRequestRow {
  id: string;
  user_id: string;
  domain: string;
  role: string;
  status: JoinRequestStatus;
  created_at: string;
  decided_at: string | null;
}

/** A request as the schema shows it. */
export interface JoinRequest {
  id: string;
  userId: string;
  domain: string;
  role: string;
  status: JoinRequestStatus;
  createdAt: string;
  decidedAt: string | null;
}

export const JOIN_REQUEST_COLUMNS = "id, user_id, domain, role, status, created_at, decided_at";

export function toJoinRequest(row: JoinRequestRow): JoinRequest {
  return {
    id: encodeId("joinRequest", row.id),
    userId: encodeId("user", row.user_id),
    domain: row.domain,
    role: row.role,
    status: row.status,
    createdAt: row.created_at,
    decidedAt: row.decided_at,
  };
}
