import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { checkStepUp } from "@bulkhead/kernel/step-up.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";

/**
 * Sensitive operations need a recent sign-in (RFC 9470). Never remembered with the decision about permissions: this one
 * changes by the clock alone.
 */
export function requireStepUp({ prepared, request }: Passage, { ports }: Edge): void {
  if (!prepared?.stepUp) return;
  try {
    checkStepUp(request.principal, prepared.stepUp);
  } catch (refusal) {
    ports.denials.deny(request, {
      operation: prepared.name,
      coordinates: prepared.rootFields.map(({ coordinate }) => coordinate),
      missing: [],
      reason: appErrorOf(refusal)?.code ?? "",
    });
    throw refusal;
  }
}
