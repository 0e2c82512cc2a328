/** Name of the kind of job that works off an import. */
export const IMPORT_JOB = "data.import";

/** What such a job is told. */
export interface ImportPayload {
  /** uuid */
  importId: string;
}
