import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countHashes, newAddress, request, seedPerson } from "./fixture.ts";
import { type MailedAccounts, openMailedAccounts, recordStatements } from "./mailed.ts";

/** Statement 36: known and unknown addresses get the same answer at the same cost, which is counted and not timed. */
let world: MailedAccounts;
beforeAll(async () => {
  world = await openMailedAccounts();
});
afterAll(() => world?.stop());

const unknown = () => `${newUuid()}@example.com`;

/** What a call costs: statements in their order, and hashes. Keys of the envelope are there already. */
async function costOf(call: () => Promise<unknown>) {
  const statements = recordStatements(world.db);
  const hashes = countHashes(world.accounts.passwords);
  try {
    const answer = await call();
    return { answer, sent: [...statements.sent], hashes: [...hashes.calls] };
  } finally {
    statements.stop();
    hashes.stop();
  }
}

const operations = {
  "sign-in": (email: string) => world.accounts.signIn({ email, password: "not the password", ...request() }),
  "sign-up": (email: string) => world.accounts.signUp.request({ email, request: request() }),
  "reset of a password": (email: string) => world.accounts.resetPassword.request({ email, request: request() }),
};

test.each(Object.entries(operations))(
  "statement 36: %s costs the same for an address that nobody has",
  async (_, run) => {
    const { email } = await seedPerson(world);
    await run(email);
    await run(unknown());
    const [known, other] = [await costOf(() => run(email)), await costOf(() => run(unknown()))];
    expect(known.sent.length).toBeGreaterThan(1);
    expect(known).toEqual(other);
  },
);

test("statement 36: past its limit an address costs the same, known or not", async () => {
  const { email } = await seedPerson(world);
  for (const run of Object.values(operations)) {
    const nobody = unknown();
    for (let n = 0; n < 12; n++) for (const address of [email, nobody]) await run(address).catch(() => {});
    const told = (call: () => Promise<unknown>) => () => call().catch((error: Error) => error.message);
    expect(await costOf(told(() => run(email)))).toEqual(await costOf(told(() => run(nobody))));
  }
});

test("a browser that says who it is costs the same for an account that knows it and one that does not", async () => {
  const { email, password, accountId } = await seedPerson(world);
  const { email: stranger } = await seedPerson(world);
  const device = Buffer.alloc(32, 3);
  await world.accounts.devices.remember({ accountId, digest: device, userAgent: "Firefox", request: request() });
  const wrong = (address: string) => () =>
    world.accounts.signIn({ email: address, password: `${password}!`, device, ...request(newAddress()) });
  await wrong(email)();
  const costs = [await costOf(wrong(email)), await costOf(wrong(stranger)), await costOf(wrong(unknown()))];
  expect(costs[0]).toEqual(costs[1]);
  expect(costs[1]).toEqual(costs[2]);
});
