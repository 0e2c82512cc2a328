import { PERMISSIONS, type Permission } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS, type Principal } from "@bulkhead/kernel/principal.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { describe, expect, test } from "vitest";
import { ask, seedTenant, type TestRooms, type TestTenant, withPermissions } from "./rooms.ts";

export interface Guarded {
  rooms(): TestRooms;
  subgraph(): Subgraph;
  /** The operation; its first root field is the one under test. */
  source: string;
  permission: Permission;
  /** Who succeeds where it is not a key of the tenant's Admin, once the variables are there: what is one's own takes a person. */
  as?(tenant: TestTenant): Principal | undefined;
  /** Variables with which an Admin of the tenant succeeds. */
  variables(tenant: TestTenant): Promise<Record<string, unknown>> | Record<string, unknown>;
  /** Variables with an id of nothing at all in place of the tenant's; absent for operations that take no id. */
  unknown?(variables: Record<string, unknown>): Record<string, unknown>;
}

/** No data: a refused root field, or the one entity asked for. */
const NOTHING = [null, { _entities: [null] }];

/** The tests that every operation has, against the room's own schema: no wall of the gateway stands before it. */
export function testGuards(guarded: Guarded): void {
  describe(`${guarded.permission} guards ${guarded.source.replace(/\s+/g, " ").slice(0, 60)}`, () =>
    describeGuards(guarded));
}

function describeGuards({ rooms, subgraph, source, permission, variables, unknown, as }: Guarded): void {
  const callerOf = (tenant: TestTenant) => as?.(tenant) ?? tenant.as.Admin;

  test("anonymous is refused", async () => {
    const tenant = await seedTenant(rooms());
    const { data, refusals } = await ask(subgraph(), ANONYMOUS, source, await variables(tenant));
    expect(refusals.map(({ code }) => code)).toEqual(["UNAUTHENTICATED"]);
    expect(NOTHING).toContainEqual(data);
  });

  test(`every other permission together does not replace ${permission}`, async () => {
    const tenant = await seedTenant(rooms());
    const given = await variables(tenant);
    const caller = callerOf(tenant);
    const others = new Set(PERMISSIONS.filter((held) => held !== permission));
    const { data, refusals } = await ask(subgraph(), withPermissions(caller, others), source, given);
    expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: [permission] } }]);
    expect(NOTHING).toContainEqual(data);
  });

  test("an Admin of the tenant succeeds", async () => {
    const tenant = await seedTenant(rooms());
    const given = await variables(tenant);
    const { data, refusals } = await ask(subgraph(), callerOf(tenant), source, given);
    expect(refusals).toEqual([]);
    expect(Object.values(data)).not.toContain(null);
  });

  if (!unknown) return;
  test("another tenant's id is answered exactly as an id of nothing", async () => {
    const [mine, theirs] = await Promise.all([seedTenant(rooms()), seedTenant(rooms())]);
    const foreign = await variables(theirs);
    if (as) await variables(mine);
    const toForeign = await ask(subgraph(), callerOf(mine), source, foreign);
    const toUnknown = await ask(subgraph(), callerOf(mine), source, unknown(foreign));
    expect(toForeign.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
    expect(toForeign).toEqual(toUnknown);
  });
}
