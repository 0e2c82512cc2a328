import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS, type Principal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestOf } from "../../../tests/testkit/rooms.ts";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers } from "../../../tests/testkit/workers.ts";
import { exportChanged } from "../src/domain/export-changed.ts";
import { people } from "./bulk-fixture.ts";
import { askExport, controlExport, readExport } from "./export-fixture.ts";
import { beginExport, exportJobOf } from "./export-turns.ts";
import { ask, define, openTestData, someone, type TestData } from "./fixture.ts";
import { eventsOf } from "./guards.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const CHANGE = `query ($id: ID!, $cursor: String!) { exportChange(id: $id, cursor: $cursor) {
  status progress recordsPerSecond expectedEndAt recordsWritten } }`;

const follow = async (principal: Principal, id: string) =>
  exportChanged(data.room.subgraph.context(requestOf(principal)), { id });

/** What a subscriber is delivered, until the subscription completes by itself. */
async function statesOf(principal: Principal, id: string): Promise<{ status: string; progress: number }[]> {
  const states: { status: string; progress: number }[] = [];
  for await (const { cursor } of await follow(principal, id)) {
    const { data: answer, refusals } = await ask(data, principal, CHANGE, { id, cursor });
    expect(refusals).toEqual([]);
    states.push(answer.exportChange);
  }
  return states;
}

test("a subscriber hears at once and as it goes on how far it is, and the subscription completes with it", async () => {
  const { who, id, turn } = await beginExport(data, 2_500);
  const heard = statesOf(who, id);
  expect(await turn()).toBe("again");
  for (const verb of ["pause", "resume"] as const) await controlExport(data, who, verb, id);
  expect(await turn({ run: 1, isOver: () => false })).toBe("done");
  const states = await heard;
  const shares = states.map(({ progress }) => progress);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  const end = { status: "SUCCEEDED", progress: 1, recordsPerSecond: null, expectedEndAt: null, recordsWritten: 2_500 };
  expect(states.at(-1)).toEqual(end);
  // Who comes when it is over hears that, and no more.
  expect(await statesOf(who, id)).toEqual([end]);
  const { outbox } = await eventsOf(data, who.tenantId);
  const told = outbox.filter(({ type, subject }) => type !== "job.created" && subject === tryDecodeId("export", id));
  expect(told.slice(0, 4).map(({ type }) => type)).toEqual([
    ...["export.created", "export.progressed", "export.paused", "export.resumed"],
  ]);
  expect(told.at(-1)).toMatchObject({ type: "export.finished" });
});

test("it tells how far it is in the middle of a part, and one that was paused meanwhile lets go there", async () => {
  const told = async (tenantId: string) => {
    const { outbox } = await eventsOf(data, tenantId);
    return outbox.filter(({ type }) => type === "export.progressed");
  };
  const whole = await beginExport(data, 2_500);
  expect(await whole.turn({ isOver: () => false })).toBe("done");
  expect((await readExport(data, whole.who, whole.id)).parts).toHaveLength(1);
  expect(await told(whole.who.tenantId)).toMatchObject([{ payload: { records: 1_000 } }]);
  const paused = await beginExport(data, 2_500);
  const pause = () => controlExport(data, paused.who, "pause", paused.id);
  expect(await paused.turn({ before: pause, isOver: () => false })).toBe("again");
  expect(await told(paused.who.tenantId)).toEqual([]);
});

test("a subscription completes when the export is cancelled", async () => {
  const ada = someone();
  await define(data, ada);
  const id = await askExport(data, ada);
  const heard = statesOf(ada, id);
  await controlExport(data, ada, "cancel", id);
  expect((await heard).at(-1)).toMatchObject({ status: "CANCELLED" });
});

test("nobody follows what they may not read, and another tenant's export is none", async () => {
  const [ada, bob] = [someone(), someone()];
  await define(data, bob);
  const id = await askExport(data, bob);
  await expect(follow(ANONYMOUS, id)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  const others = PERMISSIONS.filter((one) => one !== "export:read");
  await expect(follow(someone(bob.tenantId, others), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const refusal = (of: string) => follow(ada, of).catch((error: unknown) => error);
  expect(await refusal(id)).toMatchObject({ code: "NOT_FOUND" });
  expect(await refusal(id)).toEqual(await refusal(encodeId("export", newUuid())));
});

test("a long export of one tenant does not hold up another's short one", async () => {
  const [busy, quiet] = [someone(), someone()];
  await people(data, busy, 20_000);
  await people(data, quiet, 1);
  const order: string[] = [];
  data.platform.feed.listen(({ type, subject }) => {
    if (type === "export.finished") order.push(encodeId("export", subject));
  });
  const long = await askExport(data, busy);
  const workers = await startTestWorkers(data.platform, [exportJobOf(data, { sliceMs: 1 })], {
    ...{ concurrency: 1, perTenant: 1 },
  });
  await until(async () => (await readExport(data, busy, long)).recordsWritten > 0, 20_000);
  const short = await askExport(data, quiet);
  await until(async () => order.includes(long), 40_000);
  await workers.stop();
  // Those that the tests before have left are done too.
  expect(order.filter((id) => id === short || id === long)).toEqual([short, long]);
});
