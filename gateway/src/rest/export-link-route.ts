import { notFound } from "@bulkhead/kernel/error.ts";
import { isAtWork } from "@bulkhead/kernel/tenant-status.ts";
import type { FastifyInstance } from "fastify";
import type { Edge } from "../edge.ts";
import { sendFile } from "./export-content.ts";

/** Of a standing that is at hand most of the time. */
const LOOK_MS = 250;

/**
 * Gives the file of an export to whoever has a link to it. Nobody is known here, so all pay from the budget of their
 * network, and are told nothing of an address that does not work: not even whether it ever did.
 */
export function addExportLinkRoute(app: FastifyInstance, edge: Edge): void {
  const { openExportLink, tenantStanding } = edge.ports;
  if (!openExportLink) return;
  const isOpen = async (tenantId: string) => isAtWork((await tenantStanding(tenantId))?.status);
  app.get<{ Params: { id: string }; Querystring: Record<string, unknown> }>(
    "/v1/exports/:id/file",
    { config: { speaks: "rest", guarded: "asNobody" } },
    async (request, reply) => {
      const { signature, ...others } = request.query;
      const { requestId, clientAddress } = request.passage.request;
      if (typeof signature !== "string" || Object.keys(others).length > 0) throw notFound();
      const file = await openExportLink(request.params.id, signature, { requestId, clientAddress });
      if (!file || !(await isOpen(file.tenantId))) throw notFound();
      let looked = performance.now();
      const mayGoOn = async () => {
        if (performance.now() - looked < LOOK_MS) return;
        looked = performance.now();
        if (!(await isOpen(file.tenantId))) throw notFound();
      };
      return sendFile(file, { tenantId: file.tenantId, mayGoOn }, request, reply, edge);
    },
  );
}
