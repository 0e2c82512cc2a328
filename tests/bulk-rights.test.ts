import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "./testkit/server.ts";
import { until } from "./testkit/until.ts";

/** A change of many records has the rights of whoever asked for it, as they are when it runs. */
let server: TestServer;
let tenant: TestTenant;
let collection = "";
beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
  const made = await admin(
    "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
    {
      name: "notes",
      schema: { type: "object" },
    },
  );
  collection = made.defineCollection?.collection?.id ?? "";
  await admin("mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }", {
    collection: "notes",
    data: { n: 1 },
  });
}, 60_000);
afterAll(() => server.stop());

type Made = Record<string, Record<string, { id: string }>>;

async function admin(mutation: string, i: object): Promise<Made> {
  const { data, errors } = await tenant.graphql("Admin", mutation, { i });
  if (errors) throw new Error(JSON.stringify(errors));
  return data as Made;
}

/** As `updateRecords` asked for it while they still could; answers how it ended. */
async function runFor(createdBy: string) {
  const tenantId = tryDecodeId("tenant", tenant.tenantId) ?? "";
  const id = newUuid();
  const set = JSON.stringify({ by: id });
  await server.databases.owner.pool.query(
    `insert into data.bulk_change (tenant_id, id, collection_id, kind, status, dry_run, patch, filter_digest, request_id, created_by)
     values ($1, $2, $3, 'UPDATE', 'QUEUED', false, $4, '', 'req', $5)`,
    [tenantId, id, tryDecodeId("collection", collection), set, createdBy],
  );
  const ctx = {
    principal: platformPrincipal(tenantId),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
  };
  const job = enqueueJob(ctx, tenantId, { kind: "data.bulk-change", key: id, payload: { bulkId: id } });
  await flushAsTenant(server.platform.databases.data, tenantId, [job]);
  const read = async () => {
    const { rows } = await server.databases.owner.pool.query(
      "select status, failure_code, records_changed, finished_at from data.bulk_change where id = $1",
      [id],
    );
    return rows[0];
  };
  await until(async () => (await read()).finished_at !== null, 30_000);
  const { status, failure_code, records_changed } = await read();
  return [status, failure_code, records_changed];
}

const CREATE_KEY = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey { id } } }";
const REFUSED = ["FAILED", "BULK_REFUSED", 0];

test("a key that stands changes; one that was revoked, or has a role without the right, does not", async () => {
  const key = async (role: string) =>
    (await admin(CREATE_KEY, { name: `of a ${role}`, role })).createApiKey?.apiKey?.id ?? "";
  const developer = await key("Developer");
  expect(await runFor(developer)).toEqual(["SUCCEEDED", null, 1]);
  await admin("mutation ($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id } } }", { id: developer });
  expect(await runFor(developer)).toEqual(REFUSED);
  expect(await runFor(await key("Viewer"))).toEqual(REFUSED);
});

test("a role that is limited to other collections, or lost the right, does not", async () => {
  const role = { name: "Mover", description: "moves notes", permissions: ["records:update"], collections: ["notes"] };
  await admin("mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { id } } }", role);
  const key = (await admin(CREATE_KEY, { name: "mover", role: "Mover" })).createApiKey?.apiKey?.id ?? "";
  expect(await runFor(key)).toEqual(["SUCCEEDED", null, 1]);
  const UPDATE = "mutation ($i: UpdateRoleInput!) { updateRole(input: $i) { role { id } } }";
  await admin(UPDATE, { name: "Mover", version: 1, collections: ["others"] });
  expect(await runFor(key)).toEqual(REFUSED);
  await admin(UPDATE, { name: "Mover", version: 2, collections: ["notes"], permissions: ["record:read"] });
  expect(await runFor(key)).toEqual(REFUSED);
});

test("a member who left, and somebody who never was, do not", async () => {
  const user =
    (
      await admin("mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }", {
        email: "mover@users.example",
        name: "Mover",
      })
    ).createUser?.user?.id ?? "";
  const ADD = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
  const member = (await admin(ADD, { userId: user, role: "Developer" })).addMember?.member?.id ?? "";
  expect(await runFor(user)).toEqual(["SUCCEEDED", null, 1]);
  await admin("mutation ($i: RemoveMemberInput!) { removeMember(input: $i) { id } }", { id: member });
  expect(await runFor(user)).toEqual(REFUSED);
  expect(await runFor(encodeId("apiKey", newUuid()))).toEqual(REFUSED);
});
