import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { tenantConfig } from "@bulkhead/tenancy/src/domain/tenant-config.ts";
import { updateTenantConfig } from "@bulkhead/tenancy/src/domain/update-tenant-config.ts";
import type { SettingsChange } from "@bulkhead/tenancy/src/settings/change.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { type Listening, subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

/** What settings do in an installation at work: each is set, and then its effect is waited for where it shows. */
let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
beforeEach(async () => {
  tenant = await server.tenant();
  await tenant.graphql("Admin", DEFINE, { i: { name: "notes", schema: { type: "object" } } });
});
afterAll(() => server?.stop());

const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const CREATE_CLIENT = "mutation ($i: CreateOAuthClientInput!) { createOAuthClient(input: $i) { oauthClient { id } } }";
const CREATE_KEY = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey { id } } }";
const CHANGES = 'subscription { recordChanged(collection: "notes") { cursor } }';
const CONFIG_CHANGES =
  "subscription ($after: String) { tenantConfigChanged(after: $after) { cursor version { version reason changes { path } } } }";
const CSV = { "content-type": "text/csv" };
const IMPORT = "/v1/collections/notes/imports";

/** As the operator, for whom no door is shut. */
async function set(change: SettingsChange): Promise<void> {
  const ctx = server.platform.rooms.tenancy.subgraph.context(
    operatorRequest(tryDecodeId("tenant", tenant.tenantId) ?? ""),
  );
  const { version: expectedVersion } = await tenantConfig(ctx);
  await updateTenantConfig(ctx, { expectedVersion, reason: "test", ...change });
}

async function codeOf(query: string, variables: unknown = {}): Promise<string> {
  const { errors } = await tenant.graphql("Admin", query, variables);
  return errors?.[0]?.extensions.code ?? "ok";
}

async function restCode(method: string, path: string, body?: string, headers?: Record<string, string>) {
  const { status, text } = await server.rest(tenant.keys.Admin, method, path, body, headers);
  return status < 300 ? "ok" : (JSON.parse(text) as { code: string }).code;
}

const endOf = (listening: Listening) => JSON.stringify(listening.messages.at(-1) ?? {});

describe("features", () => {
  test("without imports none begins, and the rest of REST goes on", async () => {
    expect(await restCode("POST", IMPORT, "a\r\n1\r\n", CSV)).toBe("ok");
    await set({ features: { imports: false } });
    await until(async () => (await restCode("POST", IMPORT, "a\r\n1\r\n", CSV)) === "FEATURE_DISABLED");
    expect(await restCode("GET", "/v1/collections/notes/records")).toBe("ok");
  });

  test("without REST every route is refused, and GraphQL goes on", async () => {
    await set({ features: { rest: false } });
    await until(async () => (await restCode("GET", "/v1/collections/notes/records")) === "FEATURE_DISABLED");
    // Each gateway hears of it for itself.
    await until(async () => (await restCode("POST", IMPORT, "a\r\n1\r\n", CSV)) === "FEATURE_DISABLED");
    expect(await codeOf("{ collections { nodes { name } } }")).toBe("ok");
  });

  test("without subscriptions none begins, and one that waits is ended; the socket goes on", async () => {
    const open = await subscribe(server.address, tenant.keys.Viewer, CHANGES);
    await set({ features: { subscriptions: false } });
    expect(await open.ended(5_000)).toBe("error");
    expect(endOf(open)).toContain("FEATURE_DISABLED");
    open.close();
    await until(async () => {
      const another = await subscribe(server.address, tenant.keys.Viewer, CHANGES);
      const ended = await another.ended(500);
      another.close();
      return ended === "error" && endOf(another).includes("FEATURE_DISABLED");
    });
    const query = await subscribe(server.address, tenant.keys.Viewer, "{ collections { nodes { name } } }");
    expect(await query.ended(5_000)).toBe("complete");
    query.close();
  });

  test("without OAuth clients none is registered", async () => {
    const client = { i: { kind: "PUBLIC", name: "App", redirectUris: ["https://app.example/callback"] } };
    expect(await codeOf(CREATE_CLIENT, client)).toBe("ok");
    await set({ features: { oauthClients: false } });
    await until(async () => (await codeOf(CREATE_CLIENT, client)) === "FEATURE_DISABLED");
  });
});

describe("limits", () => {
  test("a tenant's own rate is less than the installation's, for all of its keys together", async () => {
    await set({ limits: { requestsPerSecond: 1 } });
    await until(async () => {
      const { headers } = await tenant.graphql("Viewer", "{ tenant { slug } }");
      // A whole budget is spent in moments and comes back slowly: a burst as the installation's, for its rate.
      const [, burst, seconds] = /"tenant";q=(\d+);w=(\d+)/.exec(headers.get("ratelimit-policy") ?? "") ?? [];
      return burst === seconds && Number(burst) <= 10;
    });
    const codes = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const { errors } = await tenant.graphql(at % 2 === 0 ? "Viewer" : "Developer", "{ tenant { slug } }");
        return errors?.[0]?.extensions;
      }),
    );
    expect(codes.find((extensions) => extensions?.code === "RATE_LIMITED")).toMatchObject({ budget: "tenant" });
    await set({ limits: { requestsPerSecond: null } });
    await until(async () => (await codeOf("{ tenant { slug } }")) === "ok", 15_000);
  });

  test("a file larger than the tenant allows is refused, announced or not, and a smaller one is taken", async () => {
    await set({ limits: { uploadBytes: 10 } });
    const large = `a\r\n${"1".repeat(100)}\r\n`;
    await until(async () => (await restCode("POST", IMPORT, large, CSV)) === "BODY_TOO_LARGE");
    const unannounced = async () => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(large));
          controller.close();
        },
      });
      const headers = { authorization: `Bearer ${tenant.keys.Admin}`, ...CSV };
      const request = { method: "POST", headers, body, duplex: "half" } as RequestInit;
      return (await fetch(server.address + IMPORT, request)).status;
    };
    await until(async () => (await unannounced()) === 413);
    expect(await restCode("POST", IMPORT, "a\r\n1\r\n", CSV)).toBe("ok");
  });
});

describe("security", () => {
  test("without API keys none opens anything; on again, they work again", async () => {
    await set({ security: { apiKeys: false } });
    await until(async () => (await codeOf("{ tenant { slug } }")) === "UNAUTHENTICATED");
    await set({ security: { apiKeys: null } });
    await until(async () => (await codeOf("{ tenant { slug } }")) === "ok");
  });

  test("an API key that is older than the tenant allows opens nothing", async () => {
    const uuid = tryDecodeId("tenant", tenant.tenantId);
    await server.databases.owner.pool.query(
      "update identity.api_key set created_at = now() - interval '8 days' where tenant_id = $1 and role = 'Viewer'",
      [uuid],
    );
    const codes = async () => {
      const answers = [
        await tenant.graphql("Viewer", "{ me { roles } }"),
        await tenant.graphql("Admin", "{ me { roles } }"),
      ];
      return answers.map(({ errors }) => errors?.[0]?.extensions.code ?? "ok").join();
    };
    await set({ security: { apiKeyDays: 9 } });
    await until(async () => (await codes()) === "ok,ok");
    await set({ security: { apiKeyDays: 7 } });
    await until(async () => (await codes()) === "UNAUTHENTICATED,ok");
    expect(await codeOf(CREATE_KEY, { i: { name: "new", role: "Viewer" } })).toBe("ok");
  });
});

describe("tenantConfigChanged", () => {
  type Next = { payload: { data: { tenantConfigChanged: { cursor: string; version: { version: number } } } } };
  const heard = ({ messages }: Listening) =>
    messages.filter(({ type }) => type === "next").map((message) => (message as Next).payload.data.tenantConfigChanged);

  test("tells every version once, also to whoever resumes, with who and why", async () => {
    const listening = await subscribe(server.address, tenant.keys.Viewer, CONFIG_CHANGES);
    let versions = 0;
    const next = async () => set({ branding: { displayName: `Name ${++versions}` } });
    // From when on it listens nobody says: the first that it hears is where it begins.
    await until(async () => {
      await next();
      return heard(listening).length > 0;
    }, 15_000);
    const [first] = heard(listening);
    await next();
    await next();
    await listening.heard(() => heard(listening).at(-1)?.version.version === versions, 15_000);
    const from = first?.version.version ?? 0;
    const wanted = Array.from({ length: versions - from + 1 }, (_, at) => from + at);
    expect(heard(listening).map(({ version }) => version.version)).toEqual(wanted);
    expect(first).toMatchObject({ version: { reason: "test", changes: [{ path: "branding.displayName" }] } });
    listening.close();
    await next();
    const resumed = await subscribe(server.address, tenant.keys.Viewer, CONFIG_CHANGES, { after: first?.cursor });
    await resumed.heard(() => heard(resumed).at(-1)?.version.version === versions, 15_000);
    expect(heard(resumed).map(({ version }) => version.version)).toEqual([...wanted.slice(1), versions]);
    resumed.close();
  });
});
