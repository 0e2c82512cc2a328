import { AppError } from "@bulkhead/kernel/error.ts";
import type { QuotaLimits } from "@bulkhead/kernel/quota.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";

/**
 * Counts an operation against its tenant's plan, once for each request: what follows from one, such as the events of a
 * subscription, is not counted. Refused ones are not counted either.
 */
export function meterRequest(passage: Passage, edge: Edge): void | Promise<void> {
  const { spent, request } = passage;
  const { tenantId } = request.principal;
  if (!edge.ports.usage || spent === undefined || spent.isMetered || tenantId === null) return;
  spent.isMetered = true;
  const limits = edge.ports.usage.limitsOf(tenantId);
  if (limits instanceof Promise) return limits.then((known) => count(passage, edge, tenantId, known));
  count(passage, edge, tenantId, limits);
}

function count(passage: Passage, edge: Edge, tenantId: string, { requests: most }: QuotaLimits): void {
  const { prepared, request } = passage;
  const meter = edge.ports.usage?.meter;
  if (most !== undefined && meter && meter.requests(tenantId) >= most) throw requestsUsedUp(passage, edge, most);
  meter?.count(tenantId, prepared?.rootFields[0]?.coordinate ?? "other", request.principal.id);
}

function requestsUsedUp({ request }: Passage, { ports }: Edge, most: number): AppError {
  ports.denials.denyAnonymous(request.clientAddress, "QUOTA_EXCEEDED");
  return new AppError(
    "QUOTA_EXCEEDED",
    `Your plan's ${most} requests of this month are used up. Wait for the next month (UTC), or ask the operator for another plan.`,
    { extensions: { quota: "requests", most } },
  );
}
