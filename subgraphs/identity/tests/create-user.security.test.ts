import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: `mutation Create($email: String!) { createUser(input: { email: $email, name: "Ada" }) { user { id } } }`,
  permission: "user:create",
  variables: () => ({ email: `${randomUUID()}@example.com` }),
});
