import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { JobKind } from "@bulkhead/kernel/job-kind.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { type ImportDeps, type ServeImport, serveImport } from "../src/imports/serve-import.ts";
import { createImportJob, type ImportJobOptions } from "../src/jobs/import-job.ts";
import { ask, openTestData, type TestData, type TestPrincipal } from "./fixture.ts";

/** The job as the server has it, but that its work is done here and not in a thread. */
export function importJobHere(deps: ImportDeps, times: Pick<ImportJobOptions, "sliceMs" | "tidyMs"> = {}): JobKind {
  const serve: ServeImport = (turn, payload) => serveImport(deps, turn, payload);
  return createImportJob({ ...deps, ...times, serve });
}

export interface TestImports extends TestData {
  /** Resolves when the import has ended. */
  ended(id: string): Promise<void>;
}

/** The data room, and workers for its imports. */
export async function openTestImports(options: { start: boolean } = { start: true }): Promise<TestImports> {
  const data = await openTestData();
  let workers: TestWorkers | undefined;
  const finished = new Set<string>();
  const waiting = new Map<string, () => void>();
  data.platform.feed.listen(({ type, subject }) => {
    if (type !== "import.finished") return;
    finished.add(subject);
    waiting.get(subject)?.();
  });
  if (options.start) workers = await startTestWorkers(data.platform, data.room.jobs);
  return {
    ...data,
    async stop() {
      await workers?.stop();
      await data.stop();
    },
    async ended(id) {
      const uuid = tryDecodeId("import", id) ?? "";
      if (!finished.has(uuid)) await new Promise<void>((resolve) => waiting.set(uuid, resolve));
    },
  };
}

/** Uploads a file as the gateway does, to expire when nothing takes it into use; answers its public id. */
export async function upload(
  data: TestData,
  { tenantId }: TestPrincipal,
  content: string | Buffer,
  expiresInMs = 24 * 3_600_000,
): Promise<string> {
  async function* source() {
    yield Buffer.from(content);
  }
  const blob = await data.blobs.gateway.put(tenantId, source(), {
    maxBytes: 2 ** 31 - 1,
    expiresAt: new Date(Date.now() + expiresInMs),
  });
  return encodeId("blob", blob.id);
}

const CREATE = `mutation ($input: CreateImportInput!) { createImport(input: $input) { import { id status } } }`;

export function createImport(data: TestData, principal: Principal, input: { [name: string]: unknown }) {
  return ask(data, principal, CREATE, { input });
}

/** Uploads and starts; answers the import's id. */
export async function startImport(
  data: TestData,
  principal: TestPrincipal,
  content: string | Buffer,
  mode = "STRICT",
  collection = "people",
  others: object = {},
): Promise<string> {
  const input = { collection, upload: await upload(data, principal, content), mode, ...others };
  const answer = await createImport(data, principal, input);
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.createImport.import.id;
}

const READ = `query ($id: ID!) { import(id: $id) { id collection status mode action key dryRun bytes rowsRead rowsStored rowsRejected
  recordsCreated recordsUpdated recordsUnchanged recordsDeleted
  failure { code line message } createdBy { id } createdAt finishedAt
  rejections(first: 500) { nodes { row line column code message value } } } }`;

export interface TestImport {
  id: string;
  collection: string;
  status: string;
  mode: string;
  bytes: number;
  rowsRead: number;
  rowsStored: number;
  rowsRejected: number;
  recordsCreated: number;
  recordsUpdated: number;
  recordsUnchanged: number;
  recordsDeleted: number;
  failure: { code: string; line: number | null; message: string } | null;
  createdBy: { id: string };
  createdAt: string;
  finishedAt: string | null;
  rejections: {
    nodes: { row: number; line: number; column: string | null; code: string; message: string; value: string | null }[];
  };
}

export async function readImport(data: TestData, principal: Principal, id: string): Promise<TestImport> {
  const answer = await ask(data, principal, READ, { id });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.import;
}

/** A whole import from upload to end. */
export async function importFile(
  imports: TestImports,
  principal: TestPrincipal,
  content: string | Buffer,
  mode = "STRICT",
  others: object = {},
): Promise<TestImport> {
  const id = await startImport(imports, principal, content, mode, "people", others);
  await imports.ended(id);
  return readImport(imports, principal, id);
}

/** What an import stored, in the order of its file, read past all walls. */
export async function storedRows(data: TestData, importId: string) {
  const { rows } = await data.platform.databases.owner.pool.query(
    `select import_row, data, version, created_by, t1, n1, n2, n3, n4 from data.record where import_id = $1 order by import_row, id`,
    [tryDecodeId("import", importId)],
  );
  return rows;
}
