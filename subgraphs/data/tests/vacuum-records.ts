import type pg from "pg";
import { until } from "../../../tests/testkit/until.ts";

/** Until every record is known to be visible to all: whoever has a transaction open meanwhile puts that off. */
export async function vacuumRecords(pool: pg.Pool): Promise<void> {
  // Only what is flushed counts as visible to all, and only then an index answers by itself.
  await pool.query("checkpoint");
  await until(async () => {
    await pool.query("vacuum (analyze) data.record");
    const { rows } = await pool.query<{ all_visible: boolean }>(
      "select relallvisible >= relpages as all_visible from pg_class where oid = 'data.record'::regclass",
    );
    return rows[0]?.all_visible === true;
  }, 30_000);
}
