import { notFound } from "@bulkhead/kernel/error.ts";
import { isAllowedFrom } from "@bulkhead/kernel/network-range.ts";
import { isAtWork } from "@bulkhead/kernel/tenant-status.ts";
import type { FastifyInstance } from "fastify";
import type { Edge } from "../edge.ts";
import { sendFile } from "./export-content.ts";

/** How often a download is looked at: standing and settings of its tenant are at hand most of the time, the link is asked for. */
const STANDING_MS = 250;
const LINK_MS = 5_000;

/**
 * Gives the file of an export to whoever has a link to it. Nobody is known here, so all pay from the budget of their
 * network, and are told nothing of an address that does not work: not even whether it ever did.
 */
export function addExportLinkRoute(app: FastifyInstance, edge: Edge): void {
  const { ports } = edge;
  const { exportLinks } = ports;
  if (!exportLinks) return;
  app.get<{ Params: { id: string }; Querystring: Record<string, unknown> }>(
    "/v1/exports/:id/file",
    { exposeHeadRoute: true, config: { speaks: "rest", guarded: "asNobody" } },
    async (request, reply) => {
      const { signature, ...others } = request.query;
      const { requestId, clientAddress } = request.passage.request;
      if (typeof signature !== "string" || Object.keys(others).length > 0) throw notFound();
      const which = [request.params.id, signature, { requestId, clientAddress }] as const;
      const file = await exportLinks.open(...which);
      if (!file) throw notFound();
      const { tenantId } = file;
      const isOpen = async () => {
        const settings = await ports.tenantSettings(tenantId);
        if (!settings?.rest || !isAllowedFrom(clientAddress, settings.allowedNetworks)) return false;
        return isAtWork((await ports.tenantStanding(tenantId))?.status);
      };
      if (!(await isOpen())) throw notFound();
      const looks = [nowAndThen(STANDING_MS, isOpen), nowAndThen(LINK_MS, () => exportLinks.stands(...which))];
      const mayGoOn = async () => {
        for (const look of looks) await look();
      };
      return sendFile(file, { tenantId, mayGoOn }, request, reply, edge);
    },
  );
}

/** Looks again when that was a while ago, and rejects once it does not hold. */
function nowAndThen(everyMs: number, holds: () => Promise<boolean>): () => Promise<void> {
  let looked = performance.now();
  return async () => {
    if (performance.now() - looked < everyMs) return;
    looked = performance.now();
    if (!(await holds())) throw notFound();
  };
}
