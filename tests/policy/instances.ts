import { randomBytes } from "node:crypto";
import type { Gateway } from "@bulkhead/gateway/src/gateway.ts";
import { createDatabase, startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { readSettings } from "@bulkhead/kernel/settings.ts";
import { bootstrap } from "@bulkhead/server/bootstrap.ts";
import { allSettings } from "@bulkhead/server/config.ts";
import { openGateway } from "@bulkhead/server/gateway.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { openPlatform, type Platform } from "@bulkhead/server/platform.ts";
import { prepareDatabase } from "@bulkhead/server/prepare-database.ts";
import { closeTenant } from "@bulkhead/tenancy/src/domain/close-tenant.ts";
import { reopenTenant } from "@bulkhead/tenancy/src/domain/reopen-tenant.ts";
import { resumeTenant } from "@bulkhead/tenancy/src/domain/resume-tenant.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { newPeppers } from "../testkit/cluster.ts";
import { openTestPlatform } from "../testkit/database.ts";
import { TEMPLATE, TEST_SECRET } from "../testkit/global-setup.ts";
import { testRootKeyFile } from "../testkit/root-key.ts";

export type Instances = Awaited<ReturnType<typeof openInstances>>;

export interface Instance {
  address: string;
  platform: Platform;
  gateway: Gateway;
  stop(): Promise<void>;
}

/**
 * Processes' worth of the house over one database, each with caches, feed and sockets of its own. They stand in one
 * process here; nothing is shared between them but what processes share. The server is their own too: an open transaction
 * holds back the news of every database of its server, and other tests must neither do that to these nor suffer it.
 */
export async function openInstances() {
  // Each instance may open some fifty connections.
  const server = await startDisposablePostgres({ maxConnections: 300 });
  await prepareDatabase(await createDatabase(server.url, TEMPLATE), TEST_SECRET);
  const base = await openTestPlatform(server.url);
  const environment: Record<string, string> = {
    BULKHEAD_ENV: "test",
    BULKHEAD_SECRET: base.secret,
    BULKHEAD_API_KEY_PEPPERS: newPeppers(),
    DATABASE_URL: base.url,
    BULKHEAD_ROOT_KEY: `file:${testRootKeyFile()}`,
  };
  const opened: { stop(): Promise<void> }[] = [];

  /** Over the database itself, or over a way to it that the test can cut. */
  async function open(url = base.url): Promise<Instance> {
    const port = String(await freePort());
    const { values: settings, faults } = readSettings(allSettings, { ...environment, BULKHEAD_PORT: port });
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
    const platform = await openPlatform(settings, { url, log: base.log, connections: 8 });
    const gateway = await openGateway(platform, settings);
    const address = await gateway.listen();
    let stopped: Promise<void> | undefined;
    const end = async () => {
      await gateway.stop();
      await platform.stop();
    };
    const instance = {
      address,
      platform,
      gateway,
      stop() {
        stopped ??= end();
        return stopped;
      },
    };
    opened.push(instance);
    return instance;
  }

  /** A tenant with an Admin key and a collection `notes`, made by way of one instance. */
  async function tenant({ platform, address }: Instance) {
    const slug = `p${randomBytes(6).toString("hex")}`;
    const wanted = { slug, name: slug, adminEmail: `admin@${slug}.example`, adminName: "Admin" };
    const { key } = await bootstrap(platform.rooms, wanted);
    const tenantId = await platform.rooms.tenancy.tenantIdOfSlug(slug);
    if (tenantId === undefined) throw new Error("a tenant that was made can be found");
    const schema = { type: "object", properties: { n: { type: "integer" } } };
    await expectData(ask(address, key, DEFINE, { i: { name: "notes", schema } }));
    return { tenantId, slug, key };
  }

  /** The operator's commands, given on one instance. */
  const operator = ({ platform }: Instance, tenantId: string) => {
    const ctx = platform.rooms.tenancy.subgraph.context(operatorRequest(tenantId));
    return {
      suspend: () => suspendTenant(ctx, { reason: "test" }),
      resume: () => resumeTenant(ctx),
      close: (confirmSlug: string, graceDays = 30) => closeTenant(ctx, { reason: "test", confirmSlug, graceDays }),
      reopen: (confirmSlug: string) => reopenTenant(ctx, { confirmSlug }),
    };
  };

  return {
    base,
    environment,
    open,
    tenant,
    operator,
    async stop() {
      await Promise.all(opened.map((one) => one.stop()));
      await base.stop();
      await server.stop();
    },
  };
}

const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const CREATE_KEY = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key apiKey { id } } }";
const REVOKE_KEY = "mutation ($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id } } }";
export const CREATE_RECORD = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
export const CHANGES = 'subscription { recordChanged(collection: "notes") { cursor kind } }';

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { extensions: { code: string } }[];
}

export async function ask(address: string, key: string, query: string, variables: unknown = {}): Promise<Answer> {
  const answer = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(20_000),
  });
  return (await answer.json()) as Answer;
}

export async function codeOf(answer: Promise<Answer>): Promise<string> {
  const { errors } = await answer;
  return errors?.[0]?.extensions.code ?? "ok";
}

async function expectData(answer: Promise<Answer>): Promise<Record<string, unknown>> {
  const { data, errors } = await answer;
  if (!data || errors) throw new Error(JSON.stringify(errors));
  return data;
}

export async function makeKey(
  address: string,
  adminKey: string,
  role = "Developer",
): Promise<{ id: string; key: string }> {
  const data = await expectData(ask(address, adminKey, CREATE_KEY, { i: { name: "key", role } }));
  const { key, apiKey } = data.createApiKey as { key: string; apiKey: { id: string } };
  return { id: apiKey.id, key };
}

export async function revokeKey(address: string, adminKey: string, id: string): Promise<void> {
  await expectData(ask(address, adminKey, REVOKE_KEY, { i: { id } }));
}
