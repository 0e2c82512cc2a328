import { defineJob, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { IMPORT_JOB, type ImportPayload } from "../imports/import-payload.ts";
import type { ImportDeps, ServeImport } from "../imports/serve-import.ts";
import { endGivenUp } from "./given-up-import.ts";

export interface ImportJobOptions extends Pick<ImportDeps, "db" | "blobs"> {
  serve: ServeImport;
  /** After this long in ms an import makes room for other jobs; it goes on where it stopped. */
  sliceMs?: number;
  /** After this long in ms what is left behind one that was given up waits for a job, so that nobody else waits for it. */
  tidyMs?: number;
}

/** A batch takes well under a second, but a packed file is unpacked up to the checkpoint by a process that is new to it. */
const TIMEOUT_MS = 180_000;

/** Runs imports. What one has stored is fenced by its checkpoint, so that a second worker of the same one does no harm. */
export function createImportJob({ sliceMs = 5_000, tidyMs = 500, serve, ...deps }: ImportJobOptions): JobKind {
  return defineJob<ImportPayload>({
    name: IMPORT_JOB,
    permissions: ["record:create", "records:update", "records:delete"],
    maxAttempts: 3,
    backoffMs: 500,
    timeoutMs: TIMEOUT_MS + sliceMs,
    sliceMs,
    run(ctx, payload) {
      authorize(ctx, "record:create");
      authorize(ctx, "records:update");
      authorize(ctx, "records:delete");
      return serve(ctx, payload);
    },
    onGivenUp: (ctx, payload, state) => endGivenUp({ ...deps, tidyMs }, ctx, payload, state),
  });
}
