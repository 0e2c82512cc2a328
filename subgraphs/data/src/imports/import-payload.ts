/** Name of the kind of job that works off an import. */
export const IMPORT_JOB = "data.import";

/** What such a job is told. */
export interface ImportPayload {
  /** uuid */
  importId: string;
  /** Which run of it the job is for; the first, 0, when not said. */
  run?: number;
  /** How many jobs for it were given up before, which this one follows: to take it back, or to tidy up; 0 when not said. */
  again?: number;
}
