import { readFileSync } from "node:fs";
import { createGateway, type Gateway } from "@bulkhead/gateway/src/gateway.ts";
import type { Settings } from "./config.ts";
import type { Platform } from "./platform.ts";

export const supergraphSdl = readFileSync(new URL("../schema/supergraph.graphql", import.meta.url), "utf8");

/** The public edge over rooms in this process. */
export function openGateway(platform: Platform, settings: Settings): Promise<Gateway> {
  const { rooms, databases, authenticate, tenantStatus, log } = platform;
  const ready = async () => {
    const answered = await databases.relay.pool.query("select 1").then(
      () => "ok",
      () => "the database does not answer",
    );
    return { ok: answered === "ok", checks: { database: answered } };
  };
  const subgraphs = [rooms.identity.subgraph, rooms.tenancy.subgraph, rooms.data.subgraph, rooms.audit.subgraph];
  const ports = {
    supergraphSdl,
    subgraphs,
    authenticate,
    tenantStatus,
    denials: rooms.audit.denials,
    uploads: databases.gateway,
    ready,
    log,
  };
  return createGateway(ports, settings);
}
