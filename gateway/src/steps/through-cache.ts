import { answerKey } from "../cache/answer-key.ts";
import { readCacheControl } from "../cache/cache-control.ts";
import type { CacheOutcome } from "../cache/response-cache.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";

type Step = (passage: Passage, edge: Edge) => void | Promise<void>;

/**
 * Runs the steps that make an answer, unless the client takes one that was made before and there is one. It stands behind
 * everything that decides whether the caller may have it, so whoever lost a right is refused before anything is looked up.
 */
export function throughCache(...steps: readonly Step[]): Step {
  async function run(passage: Passage, edge: Edge): Promise<void> {
    for (const step of steps) {
      const pending = step(passage, edge);
      if (pending) await pending;
    }
  }
  return (passage, edge) => {
    const { cacheControl, transport } = passage.arrival;
    // What a socket said when it was opened is not about what is asked on it.
    if (cacheControl === undefined || transport === "websocket") return run(passage, edge);
    return ask(cacheControl, passage, edge, () => run(passage, edge));
  };
}

async function ask(header: string, passage: Passage, edge: Edge, run: () => Promise<void>): Promise<void> {
  const { maxAge, noCache, noStore } = readCacheControl(header);
  if (maxAge === 0 || noStore) return run();
  const { prepared, operation, request } = passage;
  const bypass = (reason: (CacheOutcome & { is: "bypassed" })["for"]) => {
    passage.caching = { is: "bypassed", for: reason };
    return run();
  };
  if (!edge.responses) return bypass("off");
  if (!prepared?.cacheable || !operation) return bypass("operation");
  const { families, id } = prepared.cacheable;
  const { principal } = request;
  const key = answerKey(principal, id, operation.variables);
  if (key === undefined || principal.tenantId === null) return bypass("caller");
  const wanted = { tenantId: principal.tenantId, key, families, maxAgeMs: maxAge * 1_000, reads: !noCache };
  const { result, outcome } = await edge.responses.answer(wanted, async () => {
    await run();
    return passage.result;
  });
  passage.result = result;
  passage.caching = outcome;
}
