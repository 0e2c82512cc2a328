import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { askForBulk, type BulkInput } from "../bulk/ask-bulk.ts";
import type { BulkNode } from "../bulk/bulk-node.ts";
import type { DataContext } from "../context.ts";
import { checkJson } from "../json-schema/json.ts";
import { MAX_RECORD_BYTES } from "../records/write-record.ts";

export interface UpdateRecordsInput extends BulkInput {
  set: unknown;
}

/** Changes every record that matches by a merge patch, as a job. */
export async function updateRecords(ctx: DataContext, input: UpdateRecordsInput): Promise<BulkNode> {
  const tenantId = authorizeIn(ctx, "records:update", input.collection);
  checkPatch(input.set);
  const { id, collection, filterDigest, write } = await askForBulk(ctx, tenantId, "UPDATE", input, input.set);
  return write(
    appendAudit(ctx, tenantId, {
      action: "records.update",
      target: encodeId("bulkChange", id),
      detail: { collection: collection.name, dryRun: input.dryRun },
      personal: { filterDigest },
    }),
  );
}

const MAX_DEPTH = 64;

function checkPatch(patch: unknown): void {
  const fault = (code: string, message: string) => refuseFaults([{ path: "input.set", code, message }]);
  if (typeof patch !== "object" || patch === null || Array.isArray(patch))
    fault("NOT_AN_OBJECT", "Give an object with the properties to change (RFC 7396); null removes one.");
  else if (Object.keys(patch).length === 0) fault("EMPTY", "Give at least one property to change.");
  refuseFaults(checkJson(patch, MAX_DEPTH).faults.map((one) => ({ ...one, path: `input.set${one.path}` })));
  if (Buffer.byteLength(JSON.stringify(patch)) > MAX_RECORD_BYTES)
    fault("TOO_LARGE", `What is set may have at most ${MAX_RECORD_BYTES} bytes as JSON, as a record may.`);
}
