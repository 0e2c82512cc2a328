import { RELAY_LOCK } from "@bulkhead/kernel/relay-lease.ts";
import type { Target } from "../target/target.ts";

/**
 * The worker that leads the relay: whoever holds its lock. PostgreSQL knows its clients by their ports, and those are
 * our
 * proxies', which know whom they serve.
 */
export async function leaderOf({ postgres, links }: Target): Promise<string | undefined> {
  const rows = await postgres.ask(
    `select client_port as port from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and (classid::bigint << 32) + objid::bigint = $1`,
    [RELAY_LOCK],
  );
  const ports = new Set(rows?.map(({ port }) => port));
  return links.all.find(({ to, proxy }) => to === "postgres" && proxy.farPorts().some((port) => ports.has(port)))?.from;
}
