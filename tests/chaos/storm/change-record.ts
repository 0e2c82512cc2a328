import type { ChangeEntry } from "../history.ts";
import type { Tenant } from "../target/tenants.ts";
import { ask, askGraphql, type Storm } from "./client.ts";
import { LEDGER } from "./collections.ts";

export interface RecordAnswer {
  id: string;
  version: number;
  data: { mark: string };
}

let marks = 0;
/** A text that no other change of this run writes. */
export function newMark(kind: string): string {
  return `${kind}-${++marks}`;
}

interface Target {
  tenant: Tenant;
  gateway: string;
  patienceMs?: number;
}

/** Creates a record by GraphQL or REST and notes what came of it. */
export async function createRecord(storm: Storm, target: Target, by: "graphql" | "rest"): Promise<ChangeEntry> {
  const mark = newMark("create");
  const data = { mark, canary: target.tenant.canary };
  const path = `/v1/collections/${LEDGER}/records`;
  const { asked, data: made } =
    by === "rest"
      ? await ask<RecordAnswer>(storm, { ...target, method: "POST", path, body: JSON.stringify({ data }) })
      : await askGraphql<{ createRecord: { record: RecordAnswer } }>(
          storm,
          target,
          "mutation($i: CreateRecordInput!) { createRecord(input: $i) { record { id version data } } }",
          { i: { collection: LEDGER, data } },
        ).then((answer) => ({ asked: answer.asked, data: answer.data?.createRecord?.record }));
  const recordId = made?.id ?? null;
  return await note(storm, { type: "change", asked, collection: LEDGER, kind: "create", mark, recordId, version: 1 });
}

/** Replaces the data of a version of a record. */
export async function updateRecord(storm: Storm, target: Target, id: string, version: number): Promise<ChangeEntry> {
  const mark = newMark("update");
  const data = { mark, canary: target.tenant.canary };
  const { asked } = await askGraphql(
    storm,
    target,
    "mutation($i: UpdateRecordInput!) { updateRecord(input: $i) { record { id version } } }",
    { i: { id, version, data } },
  );
  const entry = { type: "change", asked, collection: LEDGER, kind: "update", mark, recordId: id } as const;
  return await note(storm, { ...entry, version: version + 1 });
}

export async function deleteRecord(storm: Storm, target: Target, id: string, version: number): Promise<ChangeEntry> {
  const { asked } = await askGraphql(
    storm,
    target,
    "mutation($i: DeleteRecordInput!) { deleteRecord(input: $i) { id } }",
    { i: { id, version } },
  );
  const mark = newMark("delete");
  return await note(storm, { type: "change", asked, collection: LEDGER, kind: "delete", mark, recordId: id, version });
}

async function note(storm: Storm, entry: ChangeEntry): Promise<ChangeEntry> {
  await storm.history.append(entry);
  return entry;
}
