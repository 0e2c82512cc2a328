import { hash } from "node:crypto";
import { type Database, queryOutsideTenants } from "./database.ts";
import { inLots } from "./lot.ts";

/** The proofs that were used, in whatever process. */
export interface SeenProofs {
  /** Whether a proof comes for the first time; however many ask at once, one is told so. */
  first(proof: string): Promise<boolean>;
}

/** Twice the window in which a proof is accepted, ahead and behind, and a minute for clocks that are apart. */
const KEEP = "3 minutes";
/** Rows deleted by one statement: a few milliseconds' worth. */
const SWEEP_ROWS = 2_000;

const INSERT = {
  name: "see_proof",
  text: `insert into platform.seen_proof (digest, expires_at) values ($1, now() + interval '${KEEP}')
         on conflict do nothing returning 1 as first`,
};

const SWEEP = {
  text: `delete from platform.seen_proof where digest = any(array(
           select digest from platform.seen_proof where expires_at < now() limit $1))
         returning 1 as swept`,
};

/** `db` signs in as bulkhead_gateway. */
export function createSeenProofs(db: Database): SeenProofs {
  return {
    async first(proof) {
      const digest = hash("sha256", proof, "buffer");
      return (await queryOutsideTenants(db, { ...INSERT, values: [digest] })).length > 0;
    },
  };
}

/** Deletes what can no longer be repeated, because it is too old. Answers how many. */
export function sweepSeenProofs(db: Database): Promise<number> {
  return inLots(SWEEP_ROWS, async (rows) => (await queryOutsideTenants(db, { ...SWEEP, values: [rows] })).length);
}
