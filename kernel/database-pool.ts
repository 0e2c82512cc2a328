import type { Duplex } from "node:stream";
import type pg from "pg";
import { unreachable } from "./database-error.ts";
import type { WriteBound } from "./write-bound.ts";
import type { WriteTimes } from "./write-times.ts";

/** The connections of a role. */
export interface Database {
  pool: pg.Pool;
  /** Of its transactions that write; the usual one when absent. */
  bound?: WriteBound;
  writes?: WriteTimes;
}

export async function connect({ pool }: Database): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw unreachable(error);
  }
}

export function streamOf(client: pg.PoolClient): Duplex {
  return (client as unknown as { connection: { stream: Duplex } }).connection.stream;
}
