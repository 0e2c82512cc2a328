import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData } from "./fixture.ts";
import { bytesOf, remove, restore, update, versionsOf } from "./history-fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

test("each version says who made it, when, how, and what it changed", async () => {
  const ada = someone();
  const eve = someone(ada.tenantId);
  await define(data, ada);
  const { id, createdAt } = await create(data, ada, { name: "Ada", age: 36 });
  await update(data, eve, id, 1, { name: "Eve", age: 36, note: "a/b" });
  await restore(data, ada, { id, version: 1 });
  await remove(data, eve, id);
  const { nodes } = await versionsOf(data, ada, id);
  const AT_ONCE =
    "query ($id: ID!) { recordVersions(id: $id, first: 9) { nodes { version kind data restoredFrom changes { path before after } writtenAt writtenBy { id } } } }";
  const living = await create(data, ada, { name: "Bob", age: 1 });
  expect((await ask(data, ada, AT_ONCE, { id })).data).toEqual({ recordVersions: { nodes } });
  expect((await ask(data, ada, AT_ONCE, { id: living.id })).data.recordVersions.nodes).toMatchObject([{ version: 1 }]);
  expect(nodes).toMatchObject([
    { version: 4, kind: "DELETED", data: null, changes: [], writtenBy: { id: eve.id } },
    {
      version: 3,
      kind: "RESTORED",
      data: { name: "Ada", age: 36 },
      restoredFrom: 1,
      changes: [
        { path: "/name", before: "Eve", after: "Ada" },
        { path: "/note", before: "a/b", after: null },
      ],
      writtenBy: { id: ada.id },
    },
    { version: 2, kind: "UPDATED", data: { name: "Eve", age: 36, note: "a/b" }, restoredFrom: null },
    { version: 1, kind: "CREATED", changes: null, writtenAt: createdAt, writtenBy: { id: ada.id } },
  ]);
  await restore(data, ada, { id });
  const [back, gone] = (await versionsOf(data, ada, id)).nodes;
  expect(back).toMatchObject({ version: 5, kind: "RESTORED", restoredFrom: 3, changes: [] });
  expect(gone).toMatchObject({ version: 4, kind: "DELETED", writtenBy: { id: eve.id } });
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);
});

test("pages go both ways without a gap, wherever the latest version lives", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "v1" });
  for (let version = 1; version < 7; version++) await update(data, ada, id, version, { name: `v${version + 1}` });
  for (const isDeleted of [false, true]) {
    if (isDeleted) await remove(data, ada, id);
    const wanted = isDeleted ? [8, 7, 6, 5, 4, 3, 2, 1] : [7, 6, 5, 4, 3, 2, 1];
    const found: number[] = [];
    for (let after: string | null = null; ; ) {
      const page = await versionsOf(data, ada, id, { first: 3, after });
      found.push(...page.nodes.map(({ version }: { version: number }) => version));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(found).toEqual(wanted);
    const last = await versionsOf(data, ada, id, { last: 2 });
    expect(last.nodes.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    const before = await versionsOf(data, ada, id, { last: 2, before: last.pageInfo.startCursor });
    expect(before.nodes.map(({ version }: { version: number }) => version)).toEqual([4, 3]);
  }
});

test("a cursor of another record's versions is refused", async () => {
  const ada = someone();
  await define(data, ada);
  const [one, other] = [await create(data, ada, { name: "one" }), await create(data, ada, { name: "other" })];
  const { edges } = await versionsOf(data, ada, one.id);
  const source = `query ($id: ID!, $after: String) { record(id: $id) { versions(after: $after) { nodes { version } } } }`;
  const { refusals } = await ask(data, ada, source, { id: other.id, after: edges[0].cursor });
  expect(refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
});

test("of parallel changes each superseded version is kept once, and none is lost", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "start" });
  for (let version = 1; version <= 5; version++)
    await Promise.all(
      Array.from({ length: 4 }, (_, at) => update(data, ada, id, version, { name: `${version}.${at}` })),
    );
  const { nodes } = await versionsOf(data, ada, id);
  expect(nodes.map(({ version }: { version: number }) => version)).toEqual([6, 5, 4, 3, 2, 1]);
  expect(nodes[5].data).toEqual({ name: "start" });
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);
});

test("places that differ are told by JSON Pointer, lists as one value", async () => {
  const ada = someone();
  await define(data, ada, { type: "object" }, "any");
  const { id } = await create(data, ada, { "a/b": { "~": 1, same: [1] }, list: [1, 2], gone: { deep: true } }, "any");
  await update(data, ada, id, 1, { "a/b": { "~": 2, same: [1] }, list: [2], fresh: null });
  const [{ changes }] = (await versionsOf(data, ada, id)).nodes;
  expect(changes).toEqual([
    { path: "/a~1b/~0", before: 1, after: 2 },
    { path: "/list", before: [1, 2], after: [2] },
    { path: "/fresh", before: null, after: null },
    { path: "/gone", before: { deep: true }, after: null },
  ]);
});
