import { SCHEMA } from "../testkit/isolation/build-world.ts";
import { newTenant, tenantState } from "../testkit/isolation/server-harness.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { until } from "../testkit/until.ts";

export interface Fixture {
  server: TestServer;
  tenant: TestTenant;
  /** Name of a collection with an indexed `title` and `size`. */
  collection: string;
  state(): Promise<string>;
  graphql(query: string, variables?: unknown): Promise<{ status: number; text: string; headers: Headers }>;
  /** A body as it is, well-formed or not. */
  post(
    body: string | Buffer,
    headers?: Record<string, string>,
  ): Promise<{ status: number; text: string; headers: Headers }>;
  importFile(content: string | Buffer, query?: string, contentType?: string): Promise<ImportReport>;
}

export interface ImportReport {
  status: string;
  rowsRead: number;
  rowsStored: number;
  rowsRejected: number;
  failure: { code: string; line: number | null; message: string } | null;
  rejections: {
    row: number;
    line: number;
    column: string | null;
    path: string | null;
    field: string | null;
    code: string;
    message: string;
    value: string | null;
  }[];
}

const RETENTION = "select from platform.job where tenant_id = $1 and kind = 'data.retention' and state = 'SUCCEEDED'";

export async function openFixture(environment: Record<string, string> = {}): Promise<Fixture> {
  const server = await openTestServer(environment);
  const tenant = await newTenant(server);
  const { pool: owner } = server.databases.owner;
  const collection = "things";
  const post: Fixture["post"] = (body, headers = { "content-type": "application/json" }) =>
    tenant.rest("Admin", "POST", "/graphql", body as RequestInit["body"], headers);
  const graphql: Fixture["graphql"] = (query, variables) => post(JSON.stringify({ query, variables }));
  const define = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  await graphql(define, { i: { name: collection, schema: SCHEMA } });
  // What its schema keeps for a time is noted in the background, and then nothing moves by itself.
  await until(async () => (await owner.query(RETENTION, [tenant.tenantId])).rowCount !== 0);

  async function importFile(content: string | Buffer, query = "", contentType = "text/csv"): Promise<ImportReport> {
    const accepted = await tenant.rest(
      "Developer",
      "POST",
      `/v1/collections/${collection}/imports${query}`,
      content as RequestInit["body"],
      { "content-type": contentType },
    );
    if (accepted.status !== 202) throw new Error(`${accepted.status} ${accepted.text}`);
    const { id } = JSON.parse(accepted.text) as { id: string };
    for (;;) {
      const { text } = await graphql(
        `query ($id: ID!) { import(id: $id) { status rowsRead rowsStored rowsRejected failure { code line message }
           rejections { nodes { row line column path field code message value } } } }`,
        { id },
      );
      const found = (
        JSON.parse(text) as { data: { import: ImportReport & { rejections: { nodes: ImportReport["rejections"] } } } }
      ).data.import;
      if (found.status === "SUCCEEDED" || found.status === "FAILED")
        return { ...found, rejections: found.rejections.nodes };
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  return {
    server,
    tenant,
    collection,
    state: () => tenantState(server.databases.owner.pool, tenant.tenantId),
    graphql,
    post,
    importFile,
  };
}

/** The server took no harm: it still answers. */
export async function stillAnswers({ graphql }: Fixture): Promise<boolean> {
  const { status, text } = await graphql("{ tenant { id } }");
  return status === 200 && text.includes('"ten_');
}
