import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";
import { overBudget } from "./limit-refusal.ts";

/**
 * One token of the key, client or user, then one of its tenant; a user's is one for all tokens of theirs. A key that is refused takes nothing from its tenant, so its flood
 * leaves the tenant's other keys what is theirs; nothing spent is ever given back. A smaller rate of the tenant's own is
 * known while its news is believed, and otherwise the installation's holds: to read it would cost what it saves.
 */
export function limitPrincipal(passage: Passage, edge: Edge): void {
  const { kind, id, tenantId } = passage.request.principal;
  if (tenantId === null && kind !== "operator") return;
  const { limits, tenantBudgets, ports } = edge;
  const caller = kind === "user" || kind === "operator" ? limits.user : limits.key;
  const callerLeft = caller.take(id);
  if (callerLeft < 0) throw overBudget(caller, -callerLeft, passage, edge);
  // An operator belongs to no tenant whose budget theirs could be part of.
  if (tenantId === null) return;
  const tenant = tenantBudgets.of(ports.recallSettings?.(tenantId)?.requestsPerSecond ?? null);
  const tenantLeft = tenant.take(tenantId);
  if (tenantLeft < 0) throw overBudget(tenant, -tenantLeft, passage, edge);
  passage.spent = {
    caller: caller.policy,
    callerLeft,
    tenant: tenant.policy,
    tenantLeft,
    onOperation: false,
    isMetered: false,
  };
}
