import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { deriveKey } from "@bulkhead/kernel/key.ts";
import { PERMISSIONS, type Permission } from "@bulkhead/kernel/permission.ts";
import { type Principal, permissionsKeyOf, type RoleGrant } from "@bulkhead/kernel/principal.ts";
import { openTestBlobStores, type TestBlobStores } from "../../../tests/testkit/blobs.ts";
import { openTestPlatform, type TestPlatform } from "../../../tests/testkit/database.ts";
import { type Answer, ask as askSubgraph } from "../../../tests/testkit/rooms.ts";
import { createKeptStreams } from "../src/imports/formats/text/kept-streams.ts";
import { UNPACKED_BYTES } from "../src/imports/formats/text/unpack.ts";
import { serveImport } from "../src/imports/serve-import.ts";
import type { GrantOfPrincipal } from "../src/jobs/still-may.ts";
import { createDataRoom, type DataRoom, type DataRoomDeps } from "../src/room.ts";

/** What the tests' principals may do while jobs run; everything, where nothing else is said. */
export const grants = new Map<string, RoleGrant>();
/** Tenants that are suspended, and addresses from which no tenant takes requests. */
export const suspended = new Set<string>();
export const SHUT_OUT = "198.51.100.9";
const ALL: RoleGrant = { permissions: PERMISSIONS, collections: undefined };

export interface TestData {
  platform: TestPlatform;
  room: DataRoom;
  blobs: TestBlobStores;
  stop(): Promise<void>;
}

type Limits = Pick<DataRoomDeps, "unindexedRecords" | "extremesReach">;

/** The data room alone on a database of its own. */
export async function openTestData(limits: Limits = {}): Promise<TestData> {
  return openTestDataOn(await openTestPlatform(), limits);
}

/** The same on a database that is there already. */
export async function openTestDataOn(platform: TestPlatform, limits: Limits = {}): Promise<TestData> {
  const { databases, cursors, feed, log } = platform;
  const blobs = await openTestBlobStores(platform);
  const grantOf: GrantOfPrincipal = async (_, id) => grants.get(id) ?? ALL;
  const files = { blobs: blobs.data, streams: createKeptStreams(), maxUnpackedBytes: UNPACKED_BYTES };
  const room = createDataRoom({
    db: databases.data,
    blobs: blobs.data,
    serveImport: (turn, payload) => serveImport({ db: databases.data, ...files, log, grantOf }, turn, payload),
    envelope: blobs.dataEnvelope,
    cursors,
    feed,
    log,
    importReportDays: async () => null,
    ...limits,
    historyDaysOf: async () => ({ deletedRecordDays: 30, recordVersionDays: null }),
    grantOf,
    takesLinks: async (tenantId, address) => !suspended.has(tenantId) && address !== SHUT_OUT,
    exportLinkKey: deriveKey(platform.secret, "export links"),
    publicOrigin: "https://bulkhead.example",
    migrationSettleMs: 0,
  });
  return {
    platform,
    room,
    blobs,
    async stop() {
      room.stop();
      await files.streams.close();
      blobs.stop();
      await platform.stop();
    },
  };
}

/** A key of a tenant of its own (or of the given one) with these permissions, all when none are named. */
export function someone(tenantId = newUuid(), permissions: readonly Permission[] = PERMISSIONS): TestPrincipal {
  const id = encodeId("apiKey", newUuid());
  const key = permissionsKeyOf(permissions);
  return { kind: "apiKey", id, tenantId, roles: [], permissions: new Set(permissions), permissionsKey: key };
}

export type TestPrincipal = Principal & { tenantId: string };

export function ask(
  data: TestData,
  principal: Principal,
  source: string,
  variables: { [name: string]: unknown } = {},
): Promise<Answer> {
  return askSubgraph(data.room.subgraph, principal, source, variables);
}

const DEFINE = `mutation ($input: DefineCollectionInput!) { defineCollection(input: $input) { collection { id name } } }`;
const CREATE = `mutation ($input: CreateRecordInput!) { createRecord(input: $input) { record { id version data createdAt updatedAt createdBy { id } updatedBy { id } collection } } }`;

/** A collection as most tests want one: a field of every kind that can be indexed, and one that is not. */
export const PEOPLE = {
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    name: { type: "string", maxLength: 100, "x-indexed": true },
    age: { type: ["integer", "null"], minimum: 0, "x-indexed": true },
    score: { type: "number", "x-indexed": true },
    active: { type: "boolean", "x-indexed": true },
    seenAt: { type: "string", format: "date-time", "x-indexed": true },
    note: { type: "string" },
  },
};

export async function define(
  data: TestData,
  principal: Principal,
  schema: unknown = PEOPLE,
  name = "people",
): Promise<{ id: string; name: string }> {
  const answer = await ask(data, principal, DEFINE, { input: { name, schema } });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.defineCollection.collection;
}

export interface TestRecord {
  id: string;
  version: number;
  data: { [name: string]: unknown };
  createdAt: string;
  updatedAt: string;
  createdBy: { id: string };
  updatedBy: { id: string };
  collection: string;
}

export async function create(
  data: TestData,
  principal: Principal,
  record: { [name: string]: unknown },
  collection = "people",
): Promise<TestRecord> {
  const answer = await ask(data, principal, CREATE, { input: { collection, data: record } });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.createRecord.record;
}
