import { defineJob, type JobKind, type JobState } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { cleanUp, commitEnd, ImportTaken } from "../imports/commit.ts";
import { IMPORT_JOB, type ImportPayload } from "../imports/import-payload.ts";
import { loadImport } from "../imports/import-state.ts";
import { type ImportDeps, interrupted, serveImport } from "../imports/serve-import.ts";

export interface ImportJobOptions extends ImportDeps {
  /** After this long in ms an import makes room for other jobs; it goes on where it stopped. */
  sliceMs?: number;
}

/** A batch takes well under a second, but a packed file is unpacked up to the checkpoint by a process that is new to it. */
const TIMEOUT_MS = 180_000;

/** Runs imports. What one has stored is fenced by its checkpoint, so that a second worker of the same one does no harm. */
export function createImportJob({ sliceMs = 5_000, ...deps }: ImportJobOptions): JobKind {
  return defineJob<ImportPayload>({
    name: IMPORT_JOB,
    permissions: ["record:create"],
    maxAttempts: 3,
    backoffMs: 500,
    timeoutMs: TIMEOUT_MS + sliceMs,
    sliceMs,
    run(ctx, { importId }) {
      authorize(ctx, "record:create");
      return serveImport(deps, ctx, importId);
    },
    onGivenUp: ({ tenantId }, { importId }, state) => endImport(deps, tenantId, importId, state),
  });
}

/** An import whose job is no more must not look as if it went on. */
async function endImport(
  { db, blobs }: Pick<ImportDeps, "db" | "blobs">,
  tenantId: string,
  importId: string,
  state: JobState,
): Promise<void> {
  const job = await loadImport(db, tenantId, importId);
  if (!job) return;
  try {
    if (!job.isFinished)
      await commitEnd(db, job, "FAILED", state === "CANCELLED" ? CANCELLED : interrupted(job.requestId));
  } catch (error) {
    // Its worker has moved it on, one last time: the relay asks again.
    if (error instanceof ImportTaken) throw new Error(`import ${importId} still moves`, { cause: error });
    throw error;
  }
  await cleanUp({ db, blobs }, job);
}

const CANCELLED = {
  code: "IMPORT_CANCELLED",
  line: null,
  message: "An Admin cancelled the import. Records it had stored by then stay.",
};
