import { randomBytes } from "node:crypto";
import { bootstrap } from "@bulkhead/server/bootstrap.ts";
import { openHouse } from "./house.ts";

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

const STREAM_MS = 500;

/** The whole body; of a stream that does not end, what comes within half a second. */
async function textOf(answer: Response): Promise<string> {
  if (!answer.headers.get("content-type")?.startsWith("text/event-stream")) return answer.text();
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const timer = setTimeout(() => void reader.cancel(), STREAM_MS);
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  clearTimeout(timer);
  return text;
}

/**
 * The installation that a test file talks to. Usually the whole house in this process on a free port, over a database of
 * its own. In the project `apart` it is the one whose parts run in processes of their own, shared by all files; the
 * platform in this process then only acts as its operator. Call once per test file.
 */
export async function openTestServer(environment: Record<string, string> = {}, postgresUrl?: string) {
  const { base, platform, addresses, publicOrigin, dns, logged, stop } = await openHouse(environment, postgresUrl);
  let turn = 0;
  /** Each request goes to another gateway than the one before, where there are several. */
  const next = () => addresses[turn++ % addresses.length] as string;

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
    const answer = await fetch(next() + path, {
      method,
      headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, headers: answer.headers, text: await textOf(answer) };
  }

  /** A new tenant with a key of each predefined role. */
  async function tenant(slug = `t${randomBytes(6).toString("hex")}`) {
    const made = await bootstrap(platform, {
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
    /** A gateway's address, another one each time where there are several. */
    get address() {
      return next();
    },
    addresses,
    /** Where clients find it, whichever gateway answers. */
    publicOrigin,
    platform,
    /** What it finds in the DNS. */
    dns,
    databases: base.databases,
    url: base.url,
    /** Every line logged so far, by whatever process. */
    get logged() {
      return logged();
    },
    graphql,
    rest,
    tenant,
    stop,
  };
}
