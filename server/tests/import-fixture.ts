import { randomUUID } from "node:crypto";
import { createDataRoom } from "@bulkhead/data/src/room.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { type Principal, permissionsKeyOf, type RoleGrant } from "@bulkhead/kernel/principal.ts";
import { openTestBlobStores } from "../../tests/testkit/blobs.ts";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { ask } from "../../tests/testkit/rooms.ts";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";
import { createImportThread, type ImportThread, type ImportThreadOptions } from "../imports/import-thread.ts";
import type { ThreadSettings } from "../imports/messages.ts";

const SETTINGS: ThreadSettings = {
  environment: "test",
  rootKey: `file:${testRootKeyFile()}`,
  kmsEndpoint: undefined,
  vaultToken: undefined,
  vaultTokenFile: undefined,
  s3Bucket: undefined,
  s3Region: "us-east-1",
  s3Endpoint: undefined,
  s3PathStyle: "no",
  importUnpackedBytes: 2 ** 30,
  logLevel: "info",
};

export interface Begun {
  principal: Principal & { tenantId: string };
  id: string;
  uuid: string;
}

export interface ThreadFixture {
  platform: TestPlatform;
  /** A thread of imports on this database. */
  open(limits?: ImportThreadOptions["limits"], settings?: Partial<ThreadSettings>): ImportThread;
  /** What everybody may do. */
  grant: { now: RoleGrant | undefined };
  asked: string[];
  /** Asks for an import of a file with so many right rows, which nothing works on by itself. */
  begin(rows: number): Promise<Begun>;
  read(begun: Begun): Promise<{ status: string; rowsStored: number; failure: { code: string } | null }>;
  stop(): Promise<void>;
}

export async function openThreadFixture(): Promise<ThreadFixture> {
  const platform = await openTestPlatform();
  const { databases, cursors, feed, log, url, secret } = platform;
  const blobs = await openTestBlobStores(platform);
  const grant: ThreadFixture["grant"] = { now: { permissions: PERMISSIONS, collections: undefined } };
  const asked: string[] = [];
  const grantOf: ImportThreadOptions["grantOf"] = async (_, id) => {
    asked.push(id);
    return grant.now;
  };
  const threads: ImportThread[] = [];
  const room = createDataRoom({
    ...{ db: databases.data, blobs: blobs.data, envelope: blobs.dataEnvelope, cursors, feed, log, grantOf },
    serveImport: () => Promise.reject(new Error("nobody works here")),
    importReportDays: async () => null,
    historyDaysOf: async () => ({ deletedRecordDays: 30, recordVersionDays: null }),
    takesLinks: async () => true,
    exportLinkKey: Buffer.alloc(32),
    publicOrigin: "https://bulkhead.example",
  });

  async function run(principal: Principal, source: string, variables: { [name: string]: unknown }) {
    const { data, refusals } = await ask(room.subgraph, principal, source, variables);
    if (refusals[0]) throw new Error(JSON.stringify(refusals));
    return data;
  }

  return {
    platform,
    grant,
    asked,
    open(limits, settings) {
      const password = rolePassword(secret, "bulkhead_data");
      const setup = {
        database: { url, password, writeMs: 1_000, maxConnections: 3 },
        settings: { ...SETTINGS, ...settings },
      };
      const thread = createImportThread({ setup, listen: feed.listen, grantOf, log, ...(limits && { limits }) });
      threads.push(thread);
      return thread;
    },
    async begin(rows) {
      const tenantId = newUuid();
      const permissions = new Set(PERMISSIONS);
      const of = { roles: [], permissions, permissionsKey: permissionsKeyOf(permissions) };
      const principal = { kind: "apiKey" as const, id: encodeId("apiKey", newUuid()), tenantId, ...of };
      const properties = { name: { type: "string" }, age: { type: "integer", "x-indexed": true } };
      const schema = { type: "object", additionalProperties: false, properties };
      const define = `mutation ($input: DefineCollectionInput!) { defineCollection(input: $input) { collection { id } } }`;
      await run(principal, define, { input: { name: "people", schema } });
      const file = `name,age\n${Array.from({ length: rows }, (_, at) => `n${at},${at}`).join("\n")}`;
      async function* bytes() {
        yield Buffer.from(file);
      }
      const expiresAt = new Date(Date.now() + 3_600_000);
      const blob = await blobs.gateway.put(tenantId, bytes(), { maxBytes: 2 ** 30, expiresAt });
      const create = `mutation ($input: CreateImportInput!) { createImport(input: $input) { import { id } } }`;
      const input = { collection: "people", upload: encodeId("blob", blob.id), idempotencyKey: randomUUID() };
      const { id } = (await run(principal, create, { input })).createImport.import;
      return { principal, id, uuid: tryDecodeId("import", id) ?? "" };
    },
    async read({ principal, id }) {
      const source = "query ($id: ID!) { import(id: $id) { status rowsStored failure { code } } }";
      return (await run(principal, source, { id })).import;
    },
    async stop() {
      await Promise.all(threads.map((thread) => thread.stop()));
      room.stop();
      blobs.stop();
      await platform.stop();
    },
  };
}
