import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import type { InternalHandler } from "@bulkhead/kernel/internal-routes.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { type LinkDeps, type LinkedExport, linkStands, type Opener, openLink } from "./open-link.ts";

/** What an address leads to: the export's public id, and the signature behind it. */
export interface ExportLinks {
  /** Undefined for every address that does not work. */
  open(id: string, signature: string, opener: Opener): Promise<LinkedExport | undefined>;
  /** Whether a download that began may go on. */
  stands(id: string, signature: string, opener: Opener): Promise<boolean>;
}

export function createExportLinks(deps: LinkDeps): ExportLinks {
  return {
    open: (...which) => openLink(deps, ...which),
    stands: (...which) => linkStands(deps, ...which),
  };
}

/** By name, what the gateway may ask this room from another process. */
export interface DataCalls {
  openExportLink: InternalHandler;
  exportLinkStands: InternalHandler;
}

/** Asks the room of another process. Who asks is nobody: the signature says everything. */
export type CallDataRoom = (
  name: keyof DataCalls,
  input: object,
  request: Opener & { principal: typeof ANONYMOUS },
) => Promise<unknown>;

export function createDataCalls(links: ExportLinks): DataCalls {
  const asked =
    (ask: (...which: Parameters<ExportLinks["open"]>) => Promise<unknown>): InternalHandler =>
    async (input, request) => {
      const { id, signature } = (input ?? {}) as { id?: unknown; signature?: unknown };
      if (typeof id !== "string" || typeof signature !== "string" || !request) return null;
      const { requestId, clientAddress } = request;
      return (await ask(id, signature, { requestId, clientAddress })) ?? null;
    };
  return { openExportLink: asked(links.open), exportLinkStands: asked(links.stands) };
}

/** The other end of `createDataCalls`. */
export function remoteExportLinks(call: CallDataRoom): ExportLinks {
  const ask = (name: keyof DataCalls, id: string, signature: string, opener: Opener) =>
    call(name, { id, signature }, { ...opener, principal: ANONYMOUS });
  return {
    open: async (...which) => readLinked(await ask("openExportLink", ...which)),
    stands: async (...which) => (await ask("exportLinkStands", ...which)) === true,
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
