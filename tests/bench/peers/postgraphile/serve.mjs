import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

// PostGraphile 5 over schema `data`, as role bulkhead_data under the same row-level security: the tenant comes from a
// header that is believed. No authentication, no permissions, no rate limits, no log: in its favour, as with the floor.
const { folder, url, connections } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));

// It is installed in a folder of its own, so nothing here is an import that the project would have to resolve.
const load = createRequire(path.join(folder, "package.json"));
const { postgraphile } = load("postgraphile");
const { PostGraphileAmberPreset } = load("postgraphile/presets/amber");
const { makePgService } = load("postgraphile/adaptors/pg");
const { grafserv } = load("postgraphile/grafserv/node");
const { jsonPgSmartTags } = load("postgraphile/utils");
const { PostGraphileConnectionFilterPreset } = load("postgraphile-plugin-connection-filter");
const { PgAggregatesPreset } = load("@graphile/pg-aggregates");

// By itself it sorts and filters by the first column of an index only; that these stand behind tenant and collection in
// theirs, it must be told.
const indexed = { tags: { behavior: "+orderBy +filterBy" } };
const smartTags = jsonPgSmartTags({
  version: 1,
  config: { class: { "data.record": { attribute: { t1: indexed, n1: indexed } } } },
});

const { createServ } = postgraphile({
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset, PgAggregatesPreset],
  plugins: [smartTags],
  pgServices: [makePgService({ connectionString: url, schemas: ["data"], poolConfig: { max: connections } })],
  grafast: { context: ({ node }) => ({ pgSettings: { "app.tenant_id": node?.req.headers["x-tenant-id"] } }) },
  grafserv: { graphiql: false, watch: false },
});

const server = createServer();
await createServ(grafserv).addTo(server);
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.on("disconnect", () => process.exit(0));
