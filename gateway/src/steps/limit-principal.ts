import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";
import { overBudget } from "./limit-refusal.ts";

/**
 * One token of the key, client or user, then one of its tenant; a user's is one for all tokens of theirs. A key that is refused takes nothing from its tenant, so its flood
 * leaves the tenant's other keys what is theirs; nothing spent is ever given back.
 */
export function limitPrincipal(passage: Passage, edge: Edge): void {
  const { kind, id, tenantId } = passage.request.principal;
  if (tenantId === null && kind !== "operator") return;
  const { limits } = edge;
  const caller = kind === "user" || kind === "operator" ? limits.user : limits.key;
  const callerLeft = caller.take(id);
  if (callerLeft < 0) throw overBudget(caller, -callerLeft, passage, edge);
  // An operator belongs to no tenant whose budget theirs could be part of.
  if (tenantId === null) return;
  const tenantLeft = limits.tenant.take(tenantId);
  if (tenantLeft < 0) throw overBudget(limits.tenant, -tenantLeft, passage, edge);
  passage.spent = { caller: caller.policy, callerLeft, tenantLeft, onOperation: false };
}
