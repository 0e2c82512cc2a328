import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { ask, type TestData, type TestPrincipal } from "./fixture.ts";

const CREATE = `mutation ($input: CreateExportInput!) { createExport(input: $input) { export { id } } }`;

/** Asks for an export; answers its public id. */
export async function askExport(data: TestData, principal: Principal, input: object = {}): Promise<string> {
  const answer = await ask(data, principal, CREATE, { input: { collection: "people", format: "NDJSON", ...input } });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.createExport.export.id;
}

const READ = `query ($id: ID!) { export(id: $id) { status recordsWritten bytes sha256 finishedAt expiresAt parts { blob bytes sha256 } } }`;

export interface ReadExport {
  status: string;
  recordsWritten: number;
  bytes: number;
  sha256: string | null;
  finishedAt: string | null;
  expiresAt: string | null;
  parts: { blob: string; bytes: number; sha256: string }[];
}

export async function readExport(data: TestData, principal: Principal, id: string): Promise<ReadExport> {
  const answer = await ask(data, principal, READ, { id });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.export;
}

/** The bytes of an export that has succeeded. */
export async function fileOf(data: TestData, { tenantId }: TestPrincipal, { parts }: ReadExport): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (const { blob } of parts)
    for await (const chunk of data.blobs.data.read(tenantId, decodeId("blob", blob, "blob"))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A row of an export that has succeeded with a file of one part, as if a worker had written it. */
export async function seedFinished(data: TestData, who: TestPrincipal, text = '{"name":"n0"}\n'): Promise<string> {
  const id = await askExport(data, who);
  const { pool } = data.platform.databases.owner;
  const bytes = async function* () {
    yield Buffer.from(text);
  };
  const blob = await data.blobs.data.put(who.tenantId, bytes(), { maxBytes: 1_000_000 });
  const which = [who.tenantId, decodeId("export", id, "id")];
  await pool.query("insert into data.export_part values ($1, $2, 1, $3, $4, $5)", [
    ...which,
    ...[blob.id, blob.bytes, blob.sha256],
  ]);
  await pool.query(
    `update data.export set status = 'SUCCEEDED', finished_at = now(), expires_at = now() + interval '7 days', bytes = $3, sha256 = $4
     where tenant_id = $1 and id = $2`,
    [...which, blob.bytes, blob.sha256],
  );
  return id;
}

const LINK = `mutation ($input: CreateExportLinkInput!) { createExportLink(input: $input) { url expiresAt } }`;

export async function createLink(
  data: TestData,
  principal: Principal,
  id: string,
  expiresIn = 600,
): Promise<{ url: string; expiresAt: string }> {
  const answer = await ask(data, principal, LINK, { input: { id, expiresIn } });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.createExportLink;
}

export function signatureIn(url: string): string {
  return new URL(url).searchParams.get("signature") ?? "";
}

/** From whom links are used in tests. */
export const OPENER = { requestId: encodeId("request", newUuid()), clientAddress: "203.0.113.9" };

/** Pauses, resumes or cancels an export. */
export async function controlExport(data: TestData, by: Principal, verb: "pause" | "resume" | "cancel", id: string) {
  const input = `${verb[0]?.toUpperCase()}${verb.slice(1)}ExportInput`;
  const source = `mutation ($input: ${input}!) { ${verb}Export(input: $input) { export { id status } } }`;
  return ask(data, by, source, { input: { id } });
}
