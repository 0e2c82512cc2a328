import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, codeOf, type Instance, type Instances, openInstances } from "./instances.ts";
import { refusedAt, watch } from "./watchers.ts";

let instances: Instances;
const all: Instance[] = [];
let addresses: string[];

beforeAll(async () => {
  instances = await openInstances();
  for (let n = 0; n < 3; n++) all.push(await instances.open());
  addresses = all.map(({ address }) => address);
}, 60_000);

afterAll(() => instances?.stop());

const ROUNDS = 4;
const WITHIN_MS = 1_000;
const CREATE =
  "mutation ($i: CreateServiceAccountInput!) { createServiceAccount(input: $i) { serviceAccount { id } } }";
const KEY = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key } }";
const CHANGE =
  "mutation ($i: ChangeServiceAccountRoleInput!) { changeServiceAccountRole(input: $i) { serviceAccount { id } } }";
const REMOVE =
  "mutation ($i: RemoveServiceAccountInput!) { removeServiceAccount(input: $i) { serviceAccount { id } } }";

async function answered(address: string, key: string, query: string, input: object): Promise<unknown> {
  const { data, errors } = await ask(address, key, query, { i: input });
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0];
}

/** A role of the tenant's own that writes and does not read. */
async function seedWriter(tenantId: string): Promise<void> {
  await instances.base.databases.owner.pool.query(
    `insert into tenancy.role (tenant_id, id, name, description, permissions, created_by)
     values ($1, $2, 'Writer', '', array['record:create', 'collection:read', 'tenant:read'], 'platform')`,
    [tenantId, newUuid()],
  );
}

function report(what: string, took: number[]): void {
  const sorted = took.toSorted((a, b) => a - b);
  const median = Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
  console.log(`${what}: p50 ${median} ms, most ${Math.round(sorted.at(-1) ?? 0)} ms of ${sorted.length}`);
  expect(median).toBeLessThan(WITHIN_MS);
}

test("its role and its end act on requests and sockets of every instance in a second", async () => {
  const [first] = all as [Instance];
  const tenant = await instances.tenant(first);
  await seedWriter(tenant.tenantId);
  // The policy of the tenant is known already, and only its events make anybody look again.
  const operator = instances.operator(first, tenant.tenantId);
  await operator.suspend();
  await operator.resume();
  const took = { sockets: [] as number[], removed: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const address = addresses[round % 3] as string;
    const made = await answered(address, tenant.key, CREATE, { name: `Robot ${round}`, role: "Developer" });
    const { id } = (made as { serviceAccount: { id: string } }).serviceAccount;
    const { key } = (await answered(address, tenant.key, KEY, { name: "a key", serviceAccountId: id })) as {
      key: string;
    };
    const watchers = await watch(addresses, key, tenant.key);
    const began = performance.now();
    await answered(address, tenant.key, CHANGE, { id, role: "Writer" });
    for (const { how, at } of await Promise.all(watchers.map(({ ended }) => ended))) {
      expect(how).toBe("4403 FORBIDDEN");
      took.sockets.push(at - began);
    }
    const readers = addresses.map((one) => codeOf(ask(one, key, '{ records(collection: "notes") { nodes { id } } }')));
    expect(await Promise.all(readers)).toEqual(Array(3).fill("FORBIDDEN"));
    const ending = performance.now();
    const refused = addresses.map((one) => refusedAt(one, key, "UNAUTHENTICATED"));
    await answered(address, tenant.key, REMOVE, { id });
    for (const at of await Promise.all(refused)) took.removed.push(at - ending);
  }
  report("changed role, idle subscriptions", took.sockets);
  report("removed service account, requests", took.removed);
}, 120_000);
