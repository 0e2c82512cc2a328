import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";
import { overBudget } from "./limit-refusal.ts";

/**
 * One token for every field at the root of the operation, from the tenant's budget for that field: aliases, names and
 * other spellings of a document make no new budget. Once for each request; what follows from one, such as the events of
 * a subscription, spends nothing.
 */
export function limitOperation(passage: Passage, edge: Edge): void {
  const { prepared, spent, request } = passage;
  if (!prepared) throw new Error("an operation is limited after its document is prepared");
  if (spent === undefined || spent.onOperation) return;
  spent.onOperation = true;
  const { operation } = edge.limits;
  for (const { coordinate, times } of prepared.rootFields) {
    const left = operation.take(`${request.principal.tenantId} ${coordinate}`, times);
    if (left < 0) throw overBudget(operation, -left, passage, edge);
  }
}
