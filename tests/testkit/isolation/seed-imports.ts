import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { TestServer, TestTenant } from "../server.ts";
import { until } from "../until.ts";
import type { World } from "./world.ts";

/** One that no worker knows of. */
export async function seedImport(
  { databases }: TestServer,
  tenantId: string,
  collection: string,
  status = "QUEUED",
): Promise<string> {
  const id = newUuid();
  await databases.owner.pool.query(
    `insert into data.import (tenant_id, id, collection_id, blob_id, mode, status, bytes, request_id, created_by)
     values ($1, $2, $3, $4, 'STRICT', $5, 0, $6, 'platform')`,
    [tenantId, id, tryDecodeId("collection", collection), newUuid(), status, encodeId("request", newUuid())],
  );
  return encodeId("import", id);
}

/** No argument names profiles by their id, but the audit log does. */
export async function profileId({ databases }: TestServer, tenantId: string, name: string): Promise<string> {
  const { rows } = await databases.owner.pool.query<{ id: string }>(
    "select id from data.import_profile where tenant_id = $1 and name = $2",
    [tenantId, name],
  );
  return encodeId("importProfile", rows[0]?.id ?? "");
}

/** One whose file can be fetched. */
export async function finishedRecordExport(
  input: (mutation: string, field: string, value: unknown) => Promise<string>,
  admin: <T>(query: string, variables: unknown) => Promise<T>,
  collection: string,
): Promise<string> {
  const id = await input("createExport", "export", { collection, format: "NDJSON" });
  const READ = "query ($id: ID!) { export(id: $id) { status } }";
  await until(async () => {
    const { export: read } = await admin<{ export: { status: string } }>(READ, { id });
    return read.status === "SUCCEEDED";
  }, 20_000);
  return id;
}

/** As `seedBulkChange`. */
export async function seedExport(
  { databases }: TestServer,
  tenantId: string,
  collection: string,
  status = "QUEUED",
): Promise<string> {
  const id = newUuid();
  await databases.owner.pool.query(
    `insert into data.export (tenant_id, id, collection_id, schema_version, status, format, compression, formulas, filter_digest,
       request_id, created_by)
     values ($1, $2, $3, 1, $4, 'CSV', 'NONE', 'GUARDED', '', $5, 'platform')`,
    [tenantId, id, tryDecodeId("collection", collection), status, encodeId("request", newUuid())],
  );
  return encodeId("export", id);
}

/** Of the Admin's key, unfinished and named. */
export async function beginUpload(tenant: TestTenant, name: string): Promise<string> {
  const { status, headers, text } = await tenant.rest("Admin", "POST", "/v1/uploads", "x", {
    "tus-resumable": "1.0.0",
    "content-type": "application/offset+octet-stream",
    "upload-length": "100",
    "upload-metadata": `filename ${Buffer.from(`${name} file`).toString("base64")}`,
  });
  if (status !== 201) throw new Error(`the world's upload was refused: ${text}`);
  return headers.get("location")?.split("/").at(-1) ?? "";
}

/** What stands in a link to an export. */
export async function signatureOf(tenant: TestTenant, id: string): Promise<string> {
  const type = { "content-type": "application/json" };
  const { status, text } = await tenant.rest("Admin", "POST", `/v1/exports/${id}/links`, '{"expires_in":3600}', type);
  if (status !== 201) throw new Error(`the world's link was refused: ${text}`);
  return new URL((JSON.parse(text) as { url: string }).url).searchParams.get("signature") ?? "";
}

/** Somebody fetches the file of a world's export by the link to it. */
export async function fetchByLink(server: TestServer, { export: id, exportSignature }: World): Promise<void> {
  const { status } = await server.rest(null, "GET", `/v1/exports/${id}/file?signature=${exportSignature}`);
  if (status !== 200) throw new Error(`the link gave no file: ${status}`);
}
