import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "../../tests/testkit/server.ts";
import { type DemoPerson, ensurePeople } from "../demo-people.ts";
import { demoPeople } from "../demo-tenants.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
  await server.tenant("acme");
  await server.tenant("globex");
});
afterAll(() => server.stop());

test("each of the demo's people can sign in, as every user they are meant to be; interrupted, it goes on", async () => {
  const { platform } = server;
  const { accounts } = platform.authorisation;
  const people: Record<string, DemoPerson> = {};
  const kept: string[] = [];
  const save = () => kept.push(JSON.stringify(people));
  await ensurePeople(platform, people, save);
  // Passwords are kept before anybody has one.
  expect(Object.values(JSON.parse(kept[0] ?? ""))).toEqual(
    demoPeople.map(() => ({ password: expect.stringMatching(/^\w{20}$/), ready: false })),
  );
  const first = structuredClone(people);
  for (const { email, name, memberships } of demoPeople) {
    const password = people[email]?.password ?? "";
    const signedIn = await accounts.signIn({ email, password, requestId: newUuid(), clientAddress: null });
    const users = await accounts.usersOf(signedIn?.accountId ?? newUuid());
    expect(users.map((user) => ({ email: user.email, name: user.name }))).toEqual(
      memberships.map(() => ({ email, name })),
    );
    const roles = await Promise.all(
      users.map(({ tenantId, userId }) => platform.rooms.tenancy.membershipOf(tenantId, userId)),
    );
    const held = roles.map((membership) => ({ tenant: membership?.slug, role: membership?.role }));
    expect(held).toEqual(expect.arrayContaining([...memberships]));
  }
  for (const person of Object.values(people)) person.ready = false;
  await ensurePeople(platform, people, save);
  expect(people).toEqual(first);
}, 60_000);
