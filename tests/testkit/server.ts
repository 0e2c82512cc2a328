import { randomBytes } from "node:crypto";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { readSettings } from "@bulkhead/kernel/settings.ts";
import { bootstrap } from "@bulkhead/server/bootstrap.ts";
import { allSettings } from "@bulkhead/server/config.ts";
import { openGateway } from "@bulkhead/server/gateway.ts";
import { openPlatform } from "@bulkhead/server/platform.ts";
import { openTestPlatform } from "./database.ts";

export const ROLES = ["Admin", "Developer", "Viewer"] as const;
export type RoleName = (typeof ROLES)[number];

export interface GraphQLAnswer {
  status: number;
  headers: Headers;
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string } & Record<string, unknown> }[];
}

export type TestServer = Awaited<ReturnType<typeof openTestServer>>;
export type TestTenant = Awaited<ReturnType<TestServer["tenant"]>>;

/** The whole house in this process on a free port, over a database of its own. Call once per test file. */
export async function openTestServer(environment: Record<string, string> = {}, postgresUrl?: string) {
  const base = await openTestPlatform(postgresUrl);
  const pepper = `1:${randomBytes(32).toString("base64url")}`;
  const port = await freePort();
  const { values: settings, faults } = readSettings(allSettings, {
    BULKHEAD_ENV: "test",
    BULKHEAD_SECRET: base.secret,
    BULKHEAD_API_KEY_PEPPERS: pepper,
    DATABASE_URL: base.url,
    BULKHEAD_PORT: String(port),
    ...environment,
  });
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  const { peppers } = settings;
  const platform = await openPlatform({
    url: base.url,
    secret: base.secret,
    environment: "test",
    peppers,
    connections: 10,
    log: base.log,
  });
  const gateway = await openGateway(platform, settings);
  const address = await gateway.listen();
  await platform.rooms.data.start();

  async function graphql(key: string | null, query: string, variables?: unknown): Promise<GraphQLAnswer> {
    const answer = await rest(key, "POST", "/graphql", JSON.stringify({ query, variables }), {
      "content-type": "application/json",
    });
    const body = JSON.parse(answer.text) as Omit<GraphQLAnswer, "status" | "headers">;
    return { status: answer.status, headers: answer.headers, ...body };
  }

  async function rest(
    key: string | null,
    method: string,
    path: string,
    body?: RequestInit["body"],
    headers: Record<string, string> = {},
  ) {
    const answer = await fetch(address + path, {
      method,
      headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** A new tenant with a key of each predefined role. */
  async function tenant(slug = `t${randomBytes(6).toString("hex")}`) {
    const made = await bootstrap(platform.rooms, {
      slug,
      name: slug,
      adminEmail: `admin@${slug}.example`,
      adminName: "Admin",
    });
    const keys: Record<RoleName, string> = { Admin: made.key, Developer: "", Viewer: "" };
    for (const role of ["Developer", "Viewer"] as const) {
      const { data, errors } = await graphql(
        made.key,
        "mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { key } }",
        { i: { name: role, role } },
      );
      if (errors) throw new Error(JSON.stringify(errors));
      keys[role] = (data as { createApiKey: { key: string } }).createApiKey.key;
    }
    return {
      slug,
      tenantId: made.tenantId,
      keys,
      graphql: (role: RoleName, query: string, variables?: unknown) => graphql(keys[role], query, variables),
      rest: (
        role: RoleName,
        method: string,
        path: string,
        body?: RequestInit["body"],
        headers?: Record<string, string>,
      ) => rest(keys[role], method, path, body, headers),
    };
  }

  return {
    address,
    gateway,
    platform,
    databases: base.databases,
    url: base.url,
    logged: base.logged,
    graphql,
    rest,
    tenant,
    async stop() {
      await gateway.stop();
      await platform.stop();
      await base.stop();
    },
  };
}
