import type { Random } from "../../testkit/random.ts";
import type { Tenant } from "../target/tenants.ts";
import type { RecordAnswer } from "./change-record.ts";
import { type Answer, ask, askGraphql, pause, type Storm } from "./client.ts";
import { LEDGER } from "./collections.ts";
import { recordsOf } from "./writers.ts";

const PAUSE_MS = 40;

type Reading = (storm: Storm, tenant: Tenant, gateway: string, random: Random) => Promise<void>;

/** Reads everything a client can read, and checks what it can check on the spot. */
export async function read(storm: Storm, tenant: Tenant, random: Random): Promise<void> {
  const gateways = [...storm.target.gateways.keys()];
  const readings: Reading[] = [readKnown, readKnown, readLists, readByRest, readAudit, readForeign];
  while (!storm.ending.aborted) {
    await random.pick(readings)(storm, tenant, random.pick(gateways), random);
    await pause(storm, PAUSE_MS);
  }
}

async function note(storm: Storm, what: string, { asked }: Answer<unknown>, stale: string | null = null) {
  await storm.history.append({ type: "read", asked, what, stale });
}

/** A record whose version somebody was told of before: it must be there, and no older. */
const readKnown: Reading = async (storm, tenant, gateway, random) => {
  const records = recordsOf(storm, tenant);
  const ids = [...records.keys()];
  if (ids.length === 0) return;
  const id = random.pick(ids);
  const known = records.get(id) ?? 0;
  const answer = await askGraphql<{ record: RecordAnswer | null }>(
    storm,
    { tenant, gateway },
    "query($id: ID!) { record(id: $id) { id version data createdBy { name } } }",
    { id },
  );
  const found = answer.data?.record?.version;
  const gone = answer.asked.code === "NOT_FOUND" && records.has(id);
  const old = found !== undefined && found < known;
  const stale = gone ? `${id} is not there` : old ? `${id} has version ${found} and had ${known} before` : null;
  await note(storm, "record", answer, stale);
};

const readLists: Reading = async (storm, tenant, gateway) => {
  const query = `{ records(collection: "${LEDGER}", last: 20) { nodes { id data createdBy { name } } }
    tenant { name } members(first: 5) { nodes { id } } apiKeys(first: 5) { nodes { id } } }`;
  await note(storm, "lists", await askGraphql(storm, { tenant, gateway }, query));
};

const readByRest: Reading = async (storm, tenant, gateway) => {
  const path = `/v1/collections/${LEDGER}/records?first=10&sort=-mark`;
  await note(storm, "list by REST", await ask(storm, { tenant, gateway, method: "GET", path }));
};

const readAudit: Reading = async (storm, tenant, gateway) => {
  const query = "{ auditEvents(first: 20) { nodes { id action actor { name } } } }";
  await note(storm, "audit events", await askGraphql(storm, { tenant, gateway }, query));
};

/** Another tenant's record by its id: it does not exist. */
const readForeign: Reading = async (storm, tenant, gateway, random) => {
  const others = storm.target.tenants.filter(({ slug }) => slug !== tenant.slug);
  if (others.length === 0) return;
  const other = random.pick(others);
  const ids = [...recordsOf(storm, other).keys()];
  if (ids.length === 0) return;
  const path = `/v1/records/${random.pick(ids)}`;
  const answer = await ask(storm, { tenant, gateway, method: "GET", path });
  if (answer.asked.outcome === "acknowledged") answer.asked.foreign.push(other.slug);
  await note(storm, "another tenant's record", answer);
};
