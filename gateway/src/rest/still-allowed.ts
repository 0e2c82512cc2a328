import { requireCollection } from "@bulkhead/kernel/principal.ts";
import type { Edge } from "../edge.ts";
import { beginPassage } from "../http/arrival.ts";
import type { Passage } from "../passage.ts";
import { enterAgain } from "../pipeline.ts";
import { authorise } from "../steps/authorise.ts";

const EVERY_MS = 250;

/**
 * For bytes that flow for as long as they take: asks again, a few times a second, whether whoever began may go on. Rejects
 * when the key was revoked, the role taken or limited to collections without the one that the bytes are of, or the tenant
 * suspended or closed meanwhile.
 */
export function stillAllowed(begun: Passage, edge: Edge, collection?: string): () => Promise<void> {
  const { arrival, operation, prepared } = begun;
  let asked = performance.now();
  return async () => {
    if (performance.now() - asked < EVERY_MS) return;
    asked = performance.now();
    // A proof opens one request, and this is the one that it opened.
    const passage = beginPassage({ ...arrival, proof: arrival.proof && "proved" });
    await enterAgain(passage, edge);
    if (collection !== undefined) requireCollection(passage.request, collection);
    await authorise({ ...passage, operation, prepared }, edge);
  };
}
