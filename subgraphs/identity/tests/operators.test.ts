import { operatorPrincipal } from "@bulkhead/kernel/operator-role.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";
import { listOperators } from "../src/operators/operator-row.ts";
import { OPERATOR } from "./operators-fixture.ts";

let rooms: TestRooms;
let tenant: TestTenant;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
});
afterAll(() => rooms.stop());

const QUERY = "{ operators { id email name role isSetUp createdAt } }";
const as = (role: "SUPPORT" | "SECURITY") =>
  operatorPrincipal({ id: OPERATOR, role, authTime: Date.now() / 1_000, expiresAt: Date.now() });

test("lists who is one and not who was, oldest first, without what they sign in with", async () => {
  const { owner, oauth } = rooms.platform.databases;
  await owner.pool.query(
    `insert into identity.operator (id, email, email_key, name, role, created_by, removed_at) values
       ('019ac000-0000-7000-8000-000000000001', 'A@x.example', 'a@x.example', 'A', 'OWNER', 'platform', null),
       ('019ac000-0000-7000-8000-000000000002', 'b@x.example', 'b@x.example', 'B', 'SUPPORT', 'platform', now()),
       ('019ac000-0000-7000-8000-000000000003', 'b@x.example', 'b@x.example', 'B', 'BILLING', 'platform', null)`,
  );
  const listed = await listOperators(oauth);
  expect(listed.map(({ email, role, isSetUp }) => ({ email, role, isSetUp }))).toEqual([
    { email: "A@x.example", role: "OWNER", isSetUp: false },
    { email: "b@x.example", role: "BILLING", isSetUp: false },
  ]);
  expect(Object.keys(listed[0] ?? {}).sort()).toEqual(["createdAt", "email", "id", "isSetUp", "name", "role"]);
});

test("the role of the rooms behind GraphQL cannot read the tables of operators at all", async () => {
  for (const table of ["operator", "operator_link", "operator_session", "operator_token"])
    await expect(rooms.platform.databases.identity.pool.query(`select from identity.${table}`)).rejects.toMatchObject({
      code: "42501",
    });
});

test("no tenant's principal may ask, and of operators those whose role says so", async () => {
  for (const principal of [...Object.values(tenant.as), as("SUPPORT")])
    expect((await ask(rooms.identity.subgraph, principal, QUERY)).refusals[0]?.code).toBe("FORBIDDEN");
});
