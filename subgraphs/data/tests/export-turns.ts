import { decodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { JobContext, JobKind, JobOutcome } from "@bulkhead/kernel/job-kind.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { createDeclaredFields } from "../src/collections/declared-fields.ts";
import { createCollectionDirectory } from "../src/collections/directory.ts";
import { createCollectionSizes, UNINDEXED_RECORDS } from "../src/collections/sizes.ts";
import { createExportJob, type ExportJobOptions } from "../src/jobs/export-job.ts";
import { people } from "./bulk-fixture.ts";
import { askExport } from "./export-fixture.ts";
import { someone, type TestData, type TestPrincipal } from "./fixture.ts";

/** The kind of job that writes exports, as the room has it. */
export function exportJobOf(data: TestData, options: Partial<ExportJobOptions> = {}): JobKind {
  const { platform, blobs } = data;
  const db = platform.databases.data;
  return createExportJob({
    db,
    log: platform.log,
    envelope: blobs.dataEnvelope,
    blobs: blobs.data,
    collections: createCollectionDirectory(db, platform.feed),
    declared: createDeclaredFields(db),
    sizes: createCollectionSizes(db, UNINDEXED_RECORDS),
    grantOf: async () => ({ permissions: PERMISSIONS, collections: undefined }),
    ...options,
  });
}

export interface Turn {
  /** Done when the turn has begun. */
  before?: () => Promise<unknown>;
  /** Which run the job is of. */
  run?: number;
  /** A lot, unless it goes on until the export has ended. */
  isOver?: () => boolean;
}

/** Somebody's export of so many records, and what gives it a turn, as no worker would be stopped so exactly. */
export async function beginExport(
  data: TestData,
  records: number,
  input: object = {},
  options: Partial<ExportJobOptions> = {},
): Promise<{ who: TestPrincipal; id: string; turn(how?: Turn): Promise<JobOutcome> }> {
  const who = someone();
  await people(data, who, records);
  const id = await askExport(data, who, input);
  const turn = ({ before = async () => undefined, run = 0, isOver = () => true }: Turn = {}) => {
    const job = exportJobOf(data, {
      ...options,
      async grantOf() {
        await before();
        return { permissions: PERMISSIONS, collections: undefined };
      },
    });
    return job.run(contextOf(who.tenantId, isOver), { exportId: decodeId("export", id, "id"), run });
  };
  return { who, id, turn };
}

/** What a worker gives a job. */
export function contextOf(tenantId: string, isOver: () => boolean): JobContext {
  const request = { principal: platformPrincipal(tenantId), requestId: newUuid(), clientAddress: null };
  const { signal } = new AbortController();
  return {
    ...{ ...request, tenantId },
    ...{ jobId: newUuid(), attempt: 1, isLastAttempt: false, signal, isOver, progress: () => {} },
  };
}
