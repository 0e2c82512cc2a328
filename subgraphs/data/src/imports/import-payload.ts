/** Name of the kind of job that works off an import. */
export const IMPORT_JOB = "data.import";

/** What such a job is told. */
export interface ImportPayload {
  /** uuid */
  importId: string;
  /** Which run of it the job is for; the first, 0, when not said. */
  run?: number;
}
