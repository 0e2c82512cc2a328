import type { Random } from "../../testkit/random.ts";
import type { Tenant } from "../target/tenants.ts";
import { createRecord, deleteRecord, type RecordAnswer, updateRecord } from "./change-record.ts";
import { askGraphql, pause, type Storm } from "./client.ts";

/** Records a writer changes before it deletes one. */
const KEPT = 12;
/** Between two changes of one writer: enough to break things in the middle of, without only measuring the machine. */
const PAUSE_MS = 30;

/**
 * Creates, updates and deletes, also records that other writers of the tenant change at the same time. After an answer
 * that leaves open what happened it looks, as every client should.
 */
export async function write(storm: Storm, tenant: Tenant, random: Random): Promise<void> {
  const records = recordsOf(storm, tenant);
  const gateways = [...storm.target.gateways.keys()];
  while (!storm.ending.aborted) {
    const gateway = random.pick(gateways);
    const draw = random.next();
    const ids = [...records.keys()];
    if (ids.length < KEPT || draw < 0.3) await create(storm, tenant, gateway, random);
    else if (draw < 0.85) await update(storm, tenant, gateway, random.pick(ids));
    else await remove(storm, tenant, gateway, random.pick(ids));
    await pause(storm, PAUSE_MS);
  }
}

/** Versions somebody was told of, by record. */
export function recordsOf(storm: Storm, { slug }: Tenant): Map<string, number> {
  let records = storm.known.records.get(slug);
  if (!records) {
    records = new Map();
    storm.known.records.set(slug, records);
  }
  return records;
}

async function create(storm: Storm, tenant: Tenant, gateway: string, random: Random): Promise<void> {
  const by = random.next() < 0.5 ? "rest" : "graphql";
  const { recordId } = await createRecord(storm, { tenant, gateway }, by);
  if (recordId) recordsOf(storm, tenant).set(recordId, 1);
}

async function update(storm: Storm, tenant: Tenant, gateway: string, id: string): Promise<void> {
  const records = recordsOf(storm, tenant);
  const version = records.get(id);
  if (version === undefined) return;
  const { asked } = await updateRecord(storm, { tenant, gateway }, id, version);
  if (asked.outcome === "acknowledged") raise(records, id, version + 1);
  else if (asked.code === "NOT_FOUND") records.delete(id);
  else await look(storm, tenant, gateway, id);
}

async function remove(storm: Storm, tenant: Tenant, gateway: string, id: string): Promise<void> {
  const records = recordsOf(storm, tenant);
  const version = records.get(id);
  // Forgotten before it is asked for: a reader must not miss what is being deleted.
  records.delete(id);
  if (version !== undefined) await deleteRecord(storm, { tenant, gateway }, id, version);
}

/** Reads what has become of a record; one that cannot be read now is left alone. */
async function look(storm: Storm, tenant: Tenant, gateway: string, id: string): Promise<void> {
  const records = recordsOf(storm, tenant);
  const { asked, data } = await askGraphql<{ record: RecordAnswer | null }>(
    storm,
    { tenant, gateway },
    "query($id: ID!) { record(id: $id) { id version data } }",
    { id },
  );
  await storm.history.append({ type: "read", asked, what: "record after a doubt", stale: null });
  if (data?.record) raise(records, id, data.record.version);
  else records.delete(id);
}

/** Answers may overtake each other; nobody knows less than before. A record given up meanwhile stays so. */
function raise(records: Map<string, number>, id: string, version: number): void {
  const known = records.get(id);
  if (known !== undefined && known < version) records.set(id, version);
}
