import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adminsWhoSignIn, ask, seedTenant, type TestTenant } from "../../../../tests/testkit/rooms.ts";
import { invite, openTestAccounts, request, type TestAccounts } from "./fixture.ts";

/** An account goes while the only other Admin goes in another way: one of them stays. */
let world: TestAccounts;
beforeAll(async () => {
  world = await openTestAccounts();
});
afterAll(() => world?.stop());

interface Admin {
  id: string;
  userId: string;
  accountId: string;
}

const ADD = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
const REMOVE = "mutation ($id: ID!) { removeMember(input: { id: $id }) { id } }";
const LOCK = 'mutation ($id: ID!) { lockUser(input: { id: $id, reason: "left" }) { user { id } } }';

async function seedAdmin({ tenantId, as }: TestTenant): Promise<Admin> {
  const { token, userId } = await invite(world.rooms, tenantId, `${newUuid()}@example.com`);
  const { accountId } = await world.accounts.activate({ token, password: newUuid(), request: request() });
  const { data } = await ask(world.rooms.tenancy.subgraph, as.Admin, ADD, { i: { userId, role: "Admin" } });
  return { id: data.addMember.member.id, userId, accountId };
}

test.each<[string, (tenant: TestTenant, other: Admin) => ReturnType<typeof ask>]>([
  ["locked", ({ as }, { userId }) => ask(world.rooms.identity.subgraph, as.Admin, LOCK, { id: userId })],
  ["removed", ({ as }, { id }) => ask(world.rooms.tenancy.subgraph, as.Admin, REMOVE, { id })],
])(
  "an account is deleted while the other Admin is %s",
  async (_, out) => {
    for (let round = 0; round < 5; round++) {
      const tenant = await seedTenant(world.rooms);
      const [first, second] = [await seedAdmin(tenant), await seedAdmin(tenant)];
      const [deletion, { refusals }] = await Promise.all([
        world.accounts.deleteAccount(request(), first.accountId),
        out(tenant, second),
      ]);
      expect([deletion.isDeleted, refusals.length === 0].filter(Boolean)).toHaveLength(1);
      expect(await adminsWhoSignIn(world.rooms, tenant.tenantId)).toHaveLength(1);
    }
  },
  60_000,
);
