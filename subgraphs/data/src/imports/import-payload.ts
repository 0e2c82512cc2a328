/** Name of the kind of job that works off an import. */
export const IMPORT_JOB = "data.import";

/** What such a job is told. */
export interface ImportPayload {
  /** uuid */
  importId: string;
  /** Which run of it the job is for; the first, 0, when not said. */
  run?: number;
  /** How many jobs that were to take it back were given up before; 0 when not said. */
  again?: number;
}
