import type { TestRooms } from "../../../tests/testkit/rooms.ts";

/** Puts a tenant on a plan of its own with these settings, as the operator's work leaves it. */
export async function putOnPlan(rooms: TestRooms, tenantId: string, settings: object): Promise<void> {
  const { pool } = rooms.platform.databases.owner;
  const name = `p${tenantId.replaceAll("-", "").slice(0, 30)}`;
  await pool.query(
    `insert into tenancy.plan (name, version, description, limits, settings, created_by)
     select $1, coalesce(max(version), 0) + 1, 'test', '{}', $2, 'platform' from tenancy.plan where name = $1`,
    [name, JSON.stringify(settings)],
  );
  await pool.query("update tenancy.tenant set plan = $2 where tenant_id = $1", [tenantId, name]);
}
