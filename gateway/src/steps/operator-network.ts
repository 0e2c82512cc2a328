import { isInRanges } from "@bulkhead/kernel/client-address.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";

/** Whether a request comes from where operators may come from. */
export function isOperatorNetwork({ request }: Passage, { operatorNetworks }: Edge): boolean {
  return request.clientAddress !== null && isInRanges(request.clientAddress, operatorNetworks);
}

/** A token of an operator, their own or a user's that they act as, opens nothing anywhere else. */
export function isInPlace(principal: Principal, passage: Passage, edge: Edge): boolean {
  const isOperator = principal.kind === "operator" || principal.impersonation !== undefined;
  return !isOperator || isOperatorNetwork(passage, edge);
}
