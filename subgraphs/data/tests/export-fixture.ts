import type { Principal } from "@bulkhead/kernel/principal.ts";
import { ask, type TestData } from "./fixture.ts";

const CREATE = `mutation ($input: CreateExportInput!) { createExport(input: $input) { export { id } } }`;

/** Asks for an export; answers its public id. */
export async function askExport(data: TestData, principal: Principal, input: object = {}): Promise<string> {
  const answer = await ask(data, principal, CREATE, { input: { collection: "people", format: "NDJSON", ...input } });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.createExport.export.id;
}
