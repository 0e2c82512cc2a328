import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import type { InternalHandler } from "@bulkhead/kernel/internal-routes.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import type { LinkedExport, Opener } from "./open-link.ts";

/** The file that an address leads to: the export's public id, and the signature behind it. */
export type OpenExportLink = (id: string, signature: string, opener: Opener) => Promise<LinkedExport | undefined>;

/** By name, what the gateway may ask this room from another process. */
export interface DataCalls {
  openExportLink: InternalHandler;
}

/** Asks the room of another process. Who asks is nobody: the signature says everything. */
export type CallDataRoom = (
  name: keyof DataCalls,
  input: object,
  request: Opener & { principal: typeof ANONYMOUS },
) => Promise<unknown>;

export function createDataCalls(open: OpenExportLink): DataCalls {
  return {
    async openExportLink(input, request) {
      const { id, signature } = (input ?? {}) as { id?: unknown; signature?: unknown };
      if (typeof id !== "string" || typeof signature !== "string" || !request) return null;
      const { requestId, clientAddress } = request;
      return (await open(id, signature, { requestId, clientAddress })) ?? null;
    },
  };
}

/** The other end of `createDataCalls`. */
export function remoteExportLinks(call: CallDataRoom): OpenExportLink {
  return async (id, signature, opener) => {
    return readLinked(await call("openExportLink", { id, signature }, { ...opener, principal: ANONYMOUS }));
  };
}

/** Believed of another process only as far as it has the right shape. */
function readLinked(answer: unknown): LinkedExport | undefined {
  if (answer === null) return undefined;
  const linked = (answer ?? {}) as LinkedExport;
  if (isUuid(linked.tenantId) && typeof linked.id === "string" && Array.isArray(linked.parts)) return linked;
  throw new AppError("SUBGRAPH_UNAVAILABLE", "A part of the platform did not answer. Try again in a moment.", {
    detail: "data's answer to openExportLink has another shape",
    extensions: { subgraph: "data" },
  });
}
