import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { cleanUp } from "../src/imports/commit.ts";
import { createKeptStreams } from "../src/imports/formats/text/kept-streams.ts";
import { UNPACKED_BYTES } from "../src/imports/formats/text/unpack.ts";
import { type ImportJob, loadImport } from "../src/imports/import-state.ts";
import type { FileDeps } from "../src/imports/open-file.ts";
import { runImport } from "../src/imports/run-import.ts";
import { openTestData, type TestData, type TestPrincipal } from "./fixture.ts";

/** The data room without workers: the test itself gives an import its turns, and stops it where it wants to. */
export interface ImportTurns extends TestData {
  files: FileDeps;
  /** As its last committed batch left it. */
  jobOf(who: TestPrincipal, id: string): Promise<ImportJob>;
  /** A turn that is over when `stop` says so; true when the import has ended. */
  turn(who: TestPrincipal, id: string, stop?: (job: ImportJob) => boolean): Promise<boolean>;
  /** What a worker does behind the end; false when it was over before. */
  tidyUp(job: ImportJob, isOver?: () => boolean): Promise<boolean>;
}

export async function openImportTurns(): Promise<ImportTurns> {
  const data = await openTestData();
  const db = data.platform.databases.data;
  const files = { blobs: data.blobs.data, streams: createKeptStreams(), maxUnpackedBytes: UNPACKED_BYTES };
  const jobOf: ImportTurns["jobOf"] = async ({ tenantId }, id) => {
    const job = await loadImport(db, tenantId, tryDecodeId("import", id) ?? "");
    if (!job) throw new Error("there is no such import");
    return job;
  };
  return {
    ...data,
    files,
    jobOf,
    async turn(who, id, stop = () => false) {
      const job = await jobOf(who, id);
      return runImport({ db, ...files }, job, () => stop(job));
    },
    tidyUp: (job, isOver) => cleanUp({ db, blobs: files.blobs }, job, isOver),
  };
}
