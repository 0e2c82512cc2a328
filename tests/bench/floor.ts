import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from "pg";

/**
 * The floor: what a page of records costs when a server does nothing else. `BEGIN`, the tenant, the SQL and `COMMIT` in
 * one pipelined flush on a reserved connection, under the same row-level security and with the same explicit predicate,
 * then `JSON.stringify`. No authentication, no GraphQL, no limits, no log. Statements are prepared, timestamps stay text
 * and the ids of the collections are known in advance: everything in its favour.
 */
export interface FloorJob {
  /** Signed in as bulkhead_data. */
  url: string;
  connections: number;
  tenants: { tenantId: string; items: string; zipf: string }[];
}

const job = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as FloorJob;

const COLUMNS = `id, 'items' as collection, data, created_at as "createdAt", version`;
const PAGE = {
  name: "page",
  text: `select ${COLUMNS} from data.record where tenant_id = $1 and collection_id = $2 order by id limit $3`,
};
const FILTERED = {
  name: "filtered",
  text: `select ${COLUMNS} from data.record where tenant_id = $1 and collection_id = $2 and n1 >= 200 order by n1, id limit $3`,
};
const TOTALS = {
  name: "totals",
  text: `select t1 as category, sum(n1) as sum, avg(n1) as average from data.record
         where tenant_id = $1 and collection_id = $2 group by t1`,
};
const SET_TENANT = { name: "set_tenant", text: "select set_config('app.tenant_id', $1, true)" };

const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.TIMESTAMPTZ ? String : pg.types.getTypeParser(oid, format as "text"),
} as pg.CustomTypesConfig;

const idle: pg.Client[] = [];
const waiting: ((client: pg.Client) => void)[] = [];

for (let made = 0; made < job.connections; made++) {
  const client = new pg.Client({ connectionString: job.url, pipeline: true, types } as pg.ClientConfig);
  await client.connect();
  idle.push(client);
}

function reserve(): Promise<pg.Client> | pg.Client {
  return idle.pop() ?? new Promise((resolve) => waiting.push(resolve));
}

function giveBack(client: pg.Client): void {
  const next = waiting.shift();
  if (next) next(client);
  else idle.push(client);
}

/** `/<page|filtered|zipf|one|totals>/<number of the tenant>` */
async function answer(url: string): Promise<string> {
  const [, row, number] = url.split("/");
  const tenant = job.tenants[Number(number)];
  if (!tenant) throw new Error(`no tenant ${number}`);
  const statement = row === "totals" ? TOTALS : row === "filtered" ? FILTERED : PAGE;
  const values: unknown[] = [tenant.tenantId, row === "zipf" ? tenant.zipf : tenant.items];
  if (row !== "totals") values.push(row === "one" ? 1 : 50);
  const client = await reserve();
  // Without the cork the driver makes a system call for each statement: pipelined, but not one flush.
  const { stream } = client.connection;
  stream.cork();
  const answers = Promise.all([
    client.query("begin read only"),
    client.query({ ...SET_TENANT, values: [tenant.tenantId] }),
    client.query({ ...statement, values }),
    client.query("commit"),
  ]);
  stream.uncork();
  const [, , selected] = await answers;
  giveBack(client);
  return JSON.stringify({ data: { records: { nodes: selected.rows } } });
}

const server = createServer((request, response) => {
  answer(request.url ?? "").then(
    (body) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
      response.end(body);
    },
    (error: Error) => {
      response.writeHead(500);
      response.end(error.message);
    },
  );
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address ? address.port : 0 });
});
process.on("disconnect", () => process.exit(0));
