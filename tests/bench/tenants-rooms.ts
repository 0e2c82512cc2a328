import { usersOfAccount } from "@bulkhead/identity/src/accounts/users-of-account.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { foundTenantIn, signInTo } from "../testkit/bare-people.ts";
import { companyOf, forgetAttempts, type Operation, type World } from "./tenants-world.ts";

/** The same work without HTTP, pages, hashing and waiting for the news: the statements and what is around them. */
export const BY_ROOMS: readonly Operation[] = [
  {
    title: "key and policy read from the tables, decided",
    async run(world, turn) {
      world.rooms.believe(false);
      const took = await decideAll(world, turn, 1);
      world.rooms.believe(true);
      return took;
    },
  },
  {
    title: "key and policy at hand, decided: 1,000 times",
    async run(world, turn) {
      await decideAll(world, turn, 1);
      return decideAll(world, turn, 1_000);
    },
  },
  {
    title: "policy of a tenant read from the tables",
    run: (world, turn) => timed(() => world.rooms.tenancy.readPolicy(companyOf(world, turn).tenantId)),
  },
  {
    title: "sign-in without the hash",
    run: ({ rooms, seeded }, turn) =>
      timed(() => signInTo(rooms, companyOf({ seeded }, turn).person.email, seeded.password)),
  },
  {
    title: "a person's five tenants, and what they are there",
    run: (world, turn) =>
      timed(async () => {
        const users = await usersOfAccount(world.rooms.databases.oauth, companyOf(world, turn).founder.accountId);
        const found = await Promise.all(
          users.map(({ tenantId, userId }) => world.rooms.tenancy.membershipOf(tenantId, userId)),
        );
        if (found.length < 5 || found.includes(undefined)) throw new Error(`${found.length} tenants of a founder`);
      }),
  },
  {
    title: "onboarding: its transactions",
    async run(world, turn) {
      await forgetAttempts(world);
      return timed(() => foundTenantIn(world.rooms, companyOf(world, turn).person.accountId));
    },
  },
];

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}

const request = () => ({ requestId: `req_${newUuid()}`, clientAddress: "203.0.113.7" });

async function decideAll({ rooms, seeded }: World, turn: number, times: number): Promise<number> {
  const key = seeded.companies[turn % seeded.companies.length]?.key ?? "";
  return timed(async () => {
    for (let time = 0; time < times; time++) {
      const principal = rooms.authentication.recall(key) ?? (await rooms.authentication.authenticate(key));
      if (!principal) throw new Error("a key that should work does not");
      authorize({ principal, ...request() }, "collection:read");
    }
  });
}
