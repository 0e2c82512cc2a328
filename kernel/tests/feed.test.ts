import { flushAsTenant, readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

const event = (subject: string, n: number) => ({ type: "collection.defined", subject, payload: { name: `c${n}` } });

test("a follower that resumes from its cursor gets every event once and in order, under concurrent writers", async () => {
  const { databases, feed } = platform;
  const tenantId = newUuid();
  const subject = newUuid();
  const total = 300;
  let written = 0;
  const writer = async () => {
    while (written < total) {
      const n = ++written;
      await withTenant(databases.data, tenantId, async (tx) => {
        await tx.query(appendOutbox(tenantId, [event(subject, n)]));
        if (n % 10 === 0) await tx.query({ text: "select pg_sleep(0.02)" });
      });
    }
  };
  const seen: string[] = [];
  const read = async () => {
    let cursor: string | null = null;
    while (seen.length < total) {
      const abort = new AbortController();
      const stopAfter = 1 + Math.floor(Math.random() * 40);
      let got = 0;
      for await (const one of feed.follow({ tenantId, subject, types: ["collection.defined"] }, cursor, abort.signal)) {
        seen.push(String(one.payload.name));
        cursor = feed.cursor(one);
        if (++got >= stopAfter || seen.length >= total) abort.abort();
      }
    }
  };
  const reading = read();
  await Promise.all([writer(), writer(), writer(), writer(), reading]);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBe(total);
});

test("events are read in the order of their numbers, not of their digits, over every page", async () => {
  const { databases, feed } = platform;
  const tenantId = newUuid();
  const subject = newUuid();
  const total = 1_200;
  // Ids begin low in a new database: so many in one transaction pass from three digits to four, and fill three pages.
  const all = Array.from({ length: total }, (_, n) => event(subject, n));
  await flushAsTenant(databases.data, tenantId, [appendOutbox(tenantId, all)]);
  await feed.settled();
  const { rows } = await databases.owner.pool.query(
    "select o.xid::text, (min(o.id) - 1)::text as id from platform.outbox o where tenant_id = $1 group by o.xid",
    [tenantId],
  );
  const before = feed.cursor({ ...rows[0], tenantId, type: "", subject, payload: {}, occurredAt: "" });
  const abort = new AbortController();
  const seen: unknown[] = [];
  for await (const one of feed.follow({ tenantId, subject, types: ["collection.defined"] }, before, abort.signal)) {
    if (seen.push(one.payload.name) === total) abort.abort();
  }
  expect(seen).toEqual(all.map(({ payload }) => payload.name));
});

test("a tenant's rows are invisible outside its own transaction, and the setting does not outlive it", async () => {
  const { databases } = platform;
  const [a, b] = [newUuid(), newUuid()];
  await flushAsTenant(databases.data, a, [appendOutbox(a, [event(a, 1)])]);
  await expect(flushAsTenant(databases.data, b, [appendOutbox(a, [event(a, 2)])])).rejects.toThrow(
    /row-level security/,
  );
  const rows = await readAsTenant(databases.audit, b, { text: "select * from platform.audit_event" });
  expect(rows).toEqual([]);
  const { rows: settings } = await databases.data.pool.query("select current_setting('app.tenant_id', true) as tenant");
  expect(settings[0].tenant ?? "").toBe("");
});
