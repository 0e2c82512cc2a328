import { strict as assert } from "node:assert";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { askOnce } from "./ask-once.ts";
import type { PageRow } from "./pages.ts";
import type { Measured } from "./processes.ts";
import type { SeededTenant } from "./seed.ts";

interface Node {
  id: string;
  collection?: string;
  data: unknown;
  version: number;
  createdAt: string;
  createdBy?: { id: string; name: string };
}

/** Refuses to measure unless both servers answer a tenant's page with the same records in the same order. */
export async function assertSamePage(
  row: PageRow,
  floor: Measured,
  bulkhead: Pick<Measured, "port">,
  tenants: readonly SeededTenant[],
): Promise<void> {
  for (const at of [0, tenants.length >> 1, tenants.length - 1]) {
    const tenant = tenants[at];
    if (!tenant) continue;
    const bare = (await (await fetch(`http://127.0.0.1:${floor.port}/${row.floorPath}/${at}`)).json()) as GraphqlPage;
    const own = await askBulkhead(row.request(tenant), bulkhead.port);
    const rows = bare.data.records.nodes;
    assert.deepEqual(
      own.map(({ id, data, version }) => ({ id, data, version })),
      rows.map(({ id, data, version }) => ({ id: encodeId("record", id), data, version })),
      `${row.name}: Bulkhead's records differ from the floor's`,
    );
    if (row.name === "join") for (const { createdBy } of own) assert.match(createdBy?.name ?? "", /^Person \d+$/);
  }
}

interface GraphqlPage {
  data: { records: { nodes: Node[] } };
}

async function askBulkhead(request: string, port: number): Promise<Node[]> {
  const { data } = (await askOnce(request, port)) as GraphqlPage | { data: Node[] };
  return Array.isArray(data) ? data : data.records.nodes;
}
