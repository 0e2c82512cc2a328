import { afterAll, beforeAll, expect, test } from "vitest";
import { dataAddress, png } from "../../../tests/testkit/pictures.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";
import { rollback, update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String) {
  tenantConfigVersions(first: $first, after: $after, last: $last, before: $before) {
    nodes { version author { id } createdAt reason rolledBackTo changes { path before after isSecret } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const list = async (tenant: TestTenant, page: object = {}) => {
  const { data, refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Viewer, LIST, { ...page });
  expect(refusals).toEqual([]);
  return data.tenantConfigVersions;
};

test("versions are told newest first, with author, reason and what each made different", async () => {
  const tenant = await seedTenant(rooms);
  const logo = dataAddress(png(20, 20));
  await update(rooms, tenant, { expectedVersion: 0, reason: "Looks", branding: { displayName: "One", logo } });
  const webhooks = { signingSecret: "a-signing-secret-of-24-or-more" };
  await update(rooms, tenant, { expectedVersion: 1, reason: "Rules", security: { mfa: "REQUIRED" }, webhooks });
  await rollback(rooms, tenant, { expectedVersion: 2, toVersion: 1, reason: "Too early" });
  const { nodes, pageInfo } = await list(tenant);
  const author = { id: tenant.as.Admin.id };
  const createdAt = expect.stringMatching(/Z$/);
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  const plain = { isSecret: false };
  expect(nodes).toEqual([
    {
      version: 3,
      author,
      createdAt,
      reason: "Too early",
      rolledBackTo: 1,
      changes: [{ path: "security.mfa", before: "REQUIRED", after: null, ...plain }],
    },
    {
      version: 2,
      author,
      createdAt,
      reason: "Rules",
      rolledBackTo: null,
      changes: [
        { path: "security.mfa", before: null, after: "REQUIRED", ...plain },
        { path: "webhooks.signingSecret", before: null, after: null, isSecret: true },
      ],
    },
    {
      version: 1,
      author,
      createdAt,
      reason: "Looks",
      rolledBackTo: null,
      changes: [
        { path: "branding.displayName", before: null, after: "One", ...plain },
        { path: "branding.logo", before: null, after: digest, ...plain },
      ],
    },
  ]);
  expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
});

test("a tenant that set nothing has none", async () => {
  expect((await list(await seedTenant(rooms))).nodes).toEqual([]);
});

test("pages forward and backward pass every version once", async () => {
  const tenant = await seedTenant(rooms);
  for (let expectedVersion = 0; expectedVersion < 5; expectedVersion++)
    await update(rooms, tenant, { expectedVersion, branding: { displayName: `Name ${expectedVersion}` } });
  const numbers = ({ nodes }: { nodes: { version: number }[] }) => nodes.map(({ version }) => version);
  const one = await list(tenant, { first: 2 });
  const two = await list(tenant, { first: 2, after: one.pageInfo.endCursor });
  const three = await list(tenant, { first: 2, after: two.pageInfo.endCursor });
  expect([one, two, three].map(numbers)).toEqual([[5, 4], [3, 2], [1]]);
  expect(three.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  const back = await list(tenant, { last: 2, before: three.pageInfo.startCursor });
  expect(numbers(back)).toEqual([3, 2]);
  expect(numbers(await list(tenant, { last: 2, before: back.pageInfo.startCursor }))).toEqual([5, 4]);
});
