import { readFileSync } from "node:fs";
import { type ExportLinks, remoteExportLinks } from "@bulkhead/data/src/exports/links/data-calls.ts";
import { createGateway, type Gateway } from "@bulkhead/gateway/src/gateway.ts";
import { createMeter } from "@bulkhead/gateway/src/meter/meter.ts";
import type { SubgraphClient } from "@bulkhead/gateway/src/subgraphs/client.ts";
import { localSubgraph } from "@bulkhead/gateway/src/subgraphs/local.ts";
import { remoteSubgraph } from "@bulkhead/gateway/src/subgraphs/remote.ts";
import type { AnswerHttp } from "@bulkhead/kernel/http-exchange.ts";
import { remoteHttp } from "@bulkhead/kernel/internal-http.ts";
import { isBelieved, listenForPolicy } from "@bulkhead/kernel/policy-feed.ts";
import { askReadiness } from "@bulkhead/kernel/readiness.ts";
import type { Settings } from "./config.ts";
import { openLimiter } from "./limiter.ts";
import type { Platform } from "./platform.ts";
import { ROOMS, type RoomName } from "./roles.ts";

/** The supergraph of this checkout. */
export const supergraphSdl = readSupergraph(new URL("../schema/supergraph.graphql", import.meta.url));

export function readSupergraph(file: string | URL): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`the supergraph ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
}

/** They say who somebody is and what a tenant allows: without their answer nothing is answered. */
const FAIL_CLOSED: ReadonlySet<RoomName> = new Set(["identity", "tenancy"]);

/** The public edge, over the rooms of this process and of others. */
export async function openGateway(platform: Platform, settings: Settings, sdl = supergraphSdl): Promise<Gateway> {
  const { authenticate, recall, tenantStanding, tenantSettings, recallSettings } = platform;
  const { denials, mail, blobs, uploads, databases, feed, checks, log } = platform;
  const limiter = openLimiter(settings, databases, log);
  const meter = createMeter({ db: databases.gateway, log });
  const ports = {
    supergraphSdl: sdl,
    subgraphs: ROOMS.map((room) => subgraphOf(platform, room)),
    authenticate,
    recall,
    tenantStanding,
    tenantSettings,
    recallSettings,
    onPolicyChange: (listener: (tenantId: string) => void) => listenForPolicy(feed, listener),
    onEvent: (listener: (tenantId: string, type: string) => void) =>
      feed.listen(({ tenantId, type }) => listener(tenantId, type)),
    isPolicyFresh: () => isBelieved(feed),
    denials,
    oauth: oauthOf(platform),
    uploads: blobs.gateway,
    resumable: uploads,
    exportLinks: exportLinksOf(platform),
    ...(mail.box ? { mailBox: mail.box } : {}),
    ready: () => askReadiness(checks),
    limiter,
    usage: { meter, limitsOf: platform.limitsOf },
    log,
  };
  const gateway = await createGateway(ports, settings);
  // Limiter and meter outlive the last request, and no longer.
  const after = async (stopped: Promise<void>) => {
    await stopped;
    await Promise.all([limiter.stop(), meter.stop()]);
  };
  return {
    ...gateway,
    drain: (noticeMs, graceMs) => after(gateway.drain(noticeMs, graceMs)),
    stop: () => after(gateway.stop()),
  };
}

function oauthOf({ roles, authorisation, remotes }: Platform): AnswerHttp {
  return roles.has("identity") ? authorisation.handle : remoteHttp(remotes.toOAuth(), "oauth");
}

function exportLinksOf({ roles, rooms, remotes }: Platform): ExportLinks {
  if (roles.has("data")) return rooms.data.exportLinks;
  // A use that is noted twice is noted once.
  return remoteExportLinks((name, input, request) =>
    remotes.to("data").call(name, input, request, { repeatable: true }),
  );
}

function subgraphOf({ roles, rooms, remotes }: Platform, room: RoomName): SubgraphClient {
  if (roles.has(room)) return localSubgraph(rooms[room].subgraph);
  return remoteSubgraph(remotes.to(room), { failsClosed: FAIL_CLOSED.has(room) });
}
