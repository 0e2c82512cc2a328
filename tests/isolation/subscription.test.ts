import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SHARED_COLLECTION } from "../testkit/isolation/build-world.ts";
import { comparable, firstDifference } from "../testkit/isolation/compare.ts";
import { CALLERS, type KeyCaller, operationsOf, variationsOf } from "../testkit/isolation/harness.ts";
import type { Probe } from "../testkit/isolation/probe.ts";
import { probes } from "../testkit/isolation/probes.ts";
import { openServerHarness, type ServerHarness } from "../testkit/isolation/server-harness.ts";
import type { World } from "../testkit/isolation/world.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";
import { type Listening, subscribe } from "../testkit/socket.ts";

let server: TestServer;
let harness: ServerHarness;

beforeAll(async () => {
  server = await openTestServer();
  harness = await openServerHarness(server);
}, 60_000);

afterAll(() => server.stop());

const subscriptions = Object.keys(probes).filter((coordinate) => coordinate.startsWith("Subscription."));

/** Every message of the socket until the operation or the socket ends; one that stays open shows as that. */
async function messagesOf(caller: KeyCaller, query: string, variables: Record<string, unknown>): Promise<string> {
  const listening = await subscribe(server.address, harness.key(caller), query, variables);
  const ended = await listening.ended(1_000);
  listening.close();
  const body = JSON.stringify({ messages: listening.messages, closed: ended });
  return comparable({ status: 101, headers: {}, body });
}

describe("another tenant's value gets the messages that nobody's value gets", () => {
  test.each(subscriptions)("%s", async (coordinate) => {
    const probe = probes[coordinate] as Probe;
    const { own, foreign, phantom } = harness.worlds;
    const before = await harness.foreignState();
    for (const variation of variationsOf(probe, own)) {
      for (const caller of CALLERS) {
        const ask = async (world: World) => {
          const operations = operationsOf(
            harness.schema,
            coordinate,
            probe,
            variation.args(world),
            undefined,
            harness.permissions(caller),
          );
          const heard = await Promise.all(
            operations.map(({ query, variables }) => messagesOf(caller, query, variables)),
          );
          return heard.join("\n");
        };
        const [first, second] = await Promise.all([ask(foreign), ask(phantom)]);
        expect(first === second ? "equal" : `${caller}, ${variation.says}: ${firstDifference(first, second)}`).toBe(
          "equal",
        );
        expect(first).not.toContain('"next"');
      }
    }
    expect(await harness.foreignState()).toBe(before);
  });
});

const RECORD_CHANGED = `subscription ($c: String!, $a: String) {
  recordChanged(collection: $c, after: $a) { cursor kind recordId record { data createdBy { name } } } }`;

interface Heard {
  data: { recordChanged: { record: { data: { title: string } } | null } };
}

/** Of what was created or changed: a deletion has no record. */
const titles = (listening: Listening) =>
  listening.messages.flatMap(({ type, payload }) =>
    type === "next" ? ((payload as Heard).data.recordChanged.record?.data.title ?? []) : [],
  );

test("changes in another tenant's collection of the same name never arrive", async () => {
  const create = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
  const write = (tenant: ServerHarness["own"], title: string) =>
    tenant.graphql("Admin", create, { i: { collection: SHARED_COLLECTION, data: { title } } });
  // From a cursor on, so that nothing is missed while the subscription is being set up.
  const listen = ({ keys }: ServerHarness["own"], world: World) =>
    subscribe(server.address, keys.Admin, RECORD_CHANGED, { c: SHARED_COLLECTION, a: world.changeCursor });
  const mine = await listen(harness.own, harness.worlds.own);
  const theirs = await listen(harness.foreign, harness.worlds.foreign);
  // Events are handed out in commit order: when the last one has come, everything before it would have come too.
  for (let round = 0; round < 5; round++) {
    await write(harness.foreign, `theirs ${round}`);
    await write(harness.own, `mine ${round}`);
  }
  await write(harness.foreign, "theirs at last");
  await mine.heard(() => titles(mine).includes("mine 4"));
  await theirs.heard(() => titles(theirs).includes("theirs at last"));
  expect(titles(mine).slice(2)).toEqual(["mine 0", "mine 1", "mine 2", "mine 3", "mine 4"]);
  expect(titles(theirs).slice(2)).toEqual([
    "theirs 0",
    "theirs 1",
    "theirs 2",
    "theirs 3",
    "theirs 4",
    "theirs at last",
  ]);
  expect(JSON.stringify(mine.messages)).not.toContain(harness.marks.foreign.content);
  mine.close();
  theirs.close();
});

test("the probe would work: a tenant's own cursor resumes its own changes", async () => {
  const { collectionName, changeCursor } = harness.worlds.own;
  const listening = await subscribe(server.address, harness.key("Viewer"), RECORD_CHANGED, {
    c: collectionName,
    a: changeCursor,
  });
  await listening.heard(() => titles(listening).length >= 2);
  expect(titles(listening)[0]).toContain(harness.marks.own.content);
  listening.close();
});
