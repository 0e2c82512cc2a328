import type { Permission } from "@bulkhead/kernel/permission.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

type Variables = { [name: string]: unknown };

export interface Guarded {
  /** The operation; its first root field is the one under test. */
  source: string;
  permission: Permission;
  /** Makes what the operation needs in the principal's tenant, and answers variables with which it succeeds. */
  variables(data: TestData, principal: TestPrincipal): Promise<Variables> | Variables;
  /** The same variables with an id or name of nothing at all; absent for operations that take none. */
  unknown?(variables: Variables): Variables;
}

/** What every operation of the room refuses, asked of its own schema: no wall of the gateway stands before it. */
export function testGuards({ source, permission, variables, unknown }: Guarded): void {
  let data: TestData;
  beforeAll(async () => {
    data = await openTestData();
  });
  afterAll(() => data.stop());

  test("the operation succeeds with its permission", async () => {
    const ada = someone();
    const answer = await ask(data, ada, source, await variables(data, ada));
    expect(answer.refusals).toEqual([]);
  });

  test("anonymous is refused", async () => {
    const answer = await ask(data, ANONYMOUS, source, await variables(data, someone()));
    expect(answer).toMatchObject({ data: null, refusals: [{ code: "UNAUTHENTICATED" }] });
  });

  test(`every other permission together does not replace ${permission}`, async () => {
    const ada = someone();
    const others = PERMISSIONS.filter((one) => one !== permission);
    const answer = await ask(data, someone(ada.tenantId, others), source, await variables(data, ada));
    expect(answer).toMatchObject({
      data: null,
      refusals: [{ code: "FORBIDDEN", extensions: { missing: [permission] } }],
    });
  });

  if (!unknown) return;
  test("what another tenant owns is answered exactly as what does not exist, and nothing is written", async () => {
    const theirs = someone();
    const mine = someone();
    const foreign = await variables(data, theirs);
    const before = await eventsOf(data, theirs.tenantId);
    const toForeign = await ask(data, mine, source, foreign);
    const toUnknown = await ask(data, mine, source, unknown(foreign));
    expect(toForeign.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
    expect(toForeign).toEqual(toUnknown);
    expect(await eventsOf(data, theirs.tenantId)).toEqual(before);
    expect(await eventsOf(data, mine.tenantId)).toEqual({ outbox: [], audit: [] });
  });
}

/** A tenant's outbox and audit events, with the transaction that wrote each; not those of the ledger of jobs. */
export async function eventsOf(data: TestData, tenantId: string) {
  const { pool } = data.platform.databases.owner;
  const outbox = await pool.query<{ xid: string; type: string; subject: string; payload: Variables }>(
    "select xid::text, type, subject, payload from platform.outbox where tenant_id = $1 and type not like 'job.%' order by outbox.xid, id",
    [tenantId],
  );
  const audit = await pool.query<{ xid: string; action: string; target_id: string; outcome: string; body: Variables }>(
    "select xmin::text as xid, action, target_id, outcome, body from platform.audit_event where tenant_id = $1 and action not like 'job.%' order by id",
    [tenantId],
  );
  return { outbox: outbox.rows, audit: audit.rows };
}

/** Asserts that the last mutation left one event and one audit event, written by one transaction. */
export async function lastWritten(data: TestData, tenantId: string) {
  const { outbox, audit } = await eventsOf(data, tenantId);
  const [event, audited] = [outbox.at(-1), audit.at(-1)];
  expect(event).toBeDefined();
  expect(audited).toBeDefined();
  expect(audited?.xid).toBe(event?.xid);
  expect(outbox.filter(({ xid }) => xid === event?.xid)).toHaveLength(1);
  expect(audit.filter(({ xid }) => xid === event?.xid)).toHaveLength(1);
  return { event, audited };
}
