import { createHash } from "node:crypto";
import type { Random } from "../../testkit/random.ts";
import type { Tenant } from "../target/tenants.ts";
import { newMark } from "./change-record.ts";
import { ask, pause, type Storm } from "./client.ts";
import { BULK, ROWS } from "./collections.ts";

const PAUSE_MS = 1_500;

/** Uploads files, right and wrong ones, in both modes. */
export async function importFiles(storm: Storm, tenant: Tenant, random: Random): Promise<void> {
  const gateways = [...storm.target.gateways.keys()];
  while (!storm.ending.aborted) {
    const large = random.next() < 0.3;
    const badRows = random.next() < 0.4 ? random.between(1, 5) : 0;
    const rows = large ? random.between(5_000, 20_000) : random.between(10, 60);
    const mode = random.next() < 0.5 ? "strict" : "partial";
    await importFile(storm, tenant, random.pick(gateways), { collection: large ? BULK : ROWS, rows, badRows, mode });
    await pause(storm, PAUSE_MS);
  }
}

interface Wanted {
  collection: string;
  rows: number;
  badRows: number;
  mode: "strict" | "partial";
}

async function importFile(storm: Storm, tenant: Tenant, gateway: string, wanted: Wanted): Promise<void> {
  const { collection, rows, badRows, mode } = wanted;
  const mark = newMark("import");
  const lines = ["mark,canary,n"];
  // Bad rows stand at the end, so that a strict import has read everything before it knows.
  for (let n = 0; n < rows; n++) lines.push(`${mark},${tenant.canary},${n < rows - badRows ? n : "wrong"}`);
  const body = `${lines.join("\n")}\n`;
  const { asked, data } = await ask<{ id: string }>(storm, {
    tenant,
    gateway,
    method: "POST",
    path: `/v1/collections/${collection}/imports?mode=${mode}`,
    body,
    contentType: "text/csv",
  });
  await storm.history.append({
    type: "import",
    asked,
    collection,
    mode,
    mark,
    sha256: createHash("sha256").update(body).digest("hex"),
    goodRows: rows - badRows,
    badRows,
    importId: data?.id ?? null,
  });
}
