import { readPage } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../../tests/testkit/database.ts";
import type { AuditEventFilter } from "../src/audit-event-filter.ts";
import { selectAuditEvents } from "../src/domain/audit-events.ts";

const tenants = Array.from({ length: 5 }, newUuid);
const tenantId = tenants[0] as string;

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
  const { pool } = platform.databases.owner;
  // One event a second; actions, actors and denials as rare as in a log that has grown.
  await pool.query(
    `insert into platform.audit_event (tenant_id, id, action, actor_id, target_id, outcome, occurred_at, body, personal, leaf)
     select tenant_id, uuidv7(make_interval(secs => -n)), 'action.' || n % 50, 'key_' || n % 50, 'rec_' || n,
       case when n % 1000 = 0 then 'DENIED' else 'SUCCEEDED' end, now() - make_interval(secs => n), '{}', '{}',
       decode(repeat('00', 32), 'hex')
     from unnest($1::uuid[]) as tenant_id, generate_series(1, 4000) as n`,
    [tenants],
  );
  await pool.query("vacuum analyze platform.audit_event");
});
afterAll(() => platform.stop());

/** The plan of what the room sends, as the room's role and under row-level security. */
async function planOf(filter: AuditEventFilter, page: object, position?: string): Promise<string> {
  const { text, values } = selectAuditEvents(tenantId, filter, readPage(page), position);
  const explained = { text: `explain ${text}`, values };
  const rows = await readAsTenant<{ "QUERY PLAN": string }>(platform.databases.audit, tenantId, explained);
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();

test.each<[string, AuditEventFilter, string, RegExp]>([
  ["nothing", {}, "audit_event_pkey", /tenant_id = /],
  ["action", { action: "action.7" }, "audit_event_action", /action = 'action\.7'/],
  ["actor", { actorId: "key_7" }, "audit_event_actor", /actor_id = 'key_7'/],
  ["target", { targetId: "rec_7" }, "audit_event_target", /target_id = 'rec_7'/],
  ["outcome DENIED", { outcome: "DENIED" }, "audit_event_denied", /tenant_id = /],
  ["from", { from: ago(60) }, "audit_event_pkey", /id >= /],
  ["until", { until: ago(3_000) }, "audit_event_pkey", /id < /],
])(
  "a filter by %s walks its index in order, without a scan of the table or a sort",
  async (_, filter, index, condition) => {
    const plans = [
      await planOf(filter, { first: 20 }),
      await planOf(filter, { first: 20 }, newUuid()),
      await planOf(filter, { last: 20 }),
    ];
    for (const plan of plans) {
      expect(plan).toMatch(new RegExp(`Index Scan.* using ${index} `));
      expect(plan).toMatch(new RegExp(`Index Cond: .*${condition.source}`));
      expect(plan).not.toMatch(/Seq Scan|Sort|Bitmap/);
    }
  },
);
