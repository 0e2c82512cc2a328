import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS, type Principal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestOf } from "../../../tests/testkit/rooms.ts";
import { importChanged } from "../src/domain/import-changed.ts";
import { ask, define, someone } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { openTestImports, startImport, type TestImports } from "./import-fixture.ts";

let imports: TestImports;
beforeAll(async () => {
  imports = await openTestImports();
});
afterAll(() => imports.stop());

const ROWS = 20_000;
const FILE = `name,age\n${Array.from({ length: ROWS }, (_, at) => `n${at},${at}`).join("\n")}`;
const CHANGE = `query ($id: ID!, $cursor: String!) { importChange(id: $id, cursor: $cursor) {
  status bytes progress rowsPerSecond expectedEndAt rowsStored createdAt } }`;

interface State {
  status: string;
  bytes: number;
  progress: number;
  rowsPerSecond: number | null;
  expectedEndAt: string | null;
  rowsStored: number;
  createdAt: string;
}

const follow = async (principal: Principal, id: string) =>
  importChanged(imports.room.subgraph.context(requestOf(principal)), { id });

/** What a subscriber is delivered, until the subscription completes by itself. */
async function statesOf(principal: Principal, id: string): Promise<State[]> {
  const states: State[] = [];
  for await (const { cursor } of await follow(principal, id)) {
    const { data, refusals } = await ask(imports, principal, CHANGE, { id, cursor });
    expect(refusals).toEqual([]);
    states.push(data.importChange);
  }
  return states;
}

test("a subscriber hears at once and as it goes on how far it is, and the subscription completes with it", async () => {
  const ada = someone();
  await define(imports, ada);
  const id = await startImport(imports, ada, FILE, "PARTIAL");
  const states = await statesOf(ada, id);
  const shares = states.map(({ progress }) => progress);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(states.at(-1)).toMatchObject({ status: "SUCCEEDED", progress: 1, rowsStored: ROWS, bytes: FILE.length });
  expect(states.at(-1)).toMatchObject({ rowsPerSecond: null, expectedEndAt: null });
  for (const { rowsPerSecond, expectedEndAt, createdAt } of states) {
    if (rowsPerSecond !== null) expect(rowsPerSecond).toBeGreaterThan(0);
    if (expectedEndAt !== null) expect(Date.parse(expectedEndAt)).toBeGreaterThan(Date.parse(createdAt));
  }
  // Who comes when it is over hears that, and no more.
  expect(await statesOf(ada, id)).toEqual(states.slice(-1));
});

test("it is told at most once a second, and its end is audited with the file's digest and how long it took", async () => {
  const ada = someone();
  await define(imports, ada);
  const id = await startImport(imports, ada, FILE, "PARTIAL");
  await imports.ended(id);
  const { outbox, audit } = await eventsOf(imports, ada.tenantId);
  const told = outbox.filter(({ type }) => type === "import.progressed");
  const [{ seconds }] = (
    await imports.platform.databases.owner.pool.query(
      "select extract(epoch from finished_at - created_at)::float8 as seconds from data.import where tenant_id = $1",
      [ada.tenantId],
    )
  ).rows;
  expect(told.length).toBeGreaterThanOrEqual(1);
  expect(told.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
  const [created, finished] = ["import.create", "import.finish"].map((name) =>
    audit.find(({ action }) => action === name),
  );
  const detailOf = (event: unknown) => (event as { body: { detail: Record<string, unknown> } }).body.detail;
  expect(detailOf(finished)).toMatchObject({ sha256: detailOf(created).sha256, bytes: FILE.length });
  expect(detailOf(finished).durationMs).toBeGreaterThanOrEqual(0);
});

test("nobody follows what they may not read, and another tenant's import is none", async () => {
  const [ada, bob] = [someone(), someone()];
  await define(imports, bob);
  const id = await startImport(imports, bob, "name\nBob\n");
  await expect(follow(ANONYMOUS, id)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  const others = PERMISSIONS.filter((one) => one !== "import:read");
  await expect(follow(someone(bob.tenantId, others), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const refusal = (of: string) => follow(ada, of).catch((error: unknown) => error);
  expect(await refusal(id)).toMatchObject({ code: "NOT_FOUND" });
  expect(await refusal(id)).toEqual(await refusal(encodeId("import", newUuid())));
});
