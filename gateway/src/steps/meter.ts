import type { AppError } from "@bulkhead/kernel/error.ts";
import type { QuotaLimits } from "@bulkhead/kernel/quota.ts";
import type { Edge } from "../edge.ts";
import { usedUp } from "../meter/used-up.ts";
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
  return count(passage, edge, tenantId, limits);
}

function count(passage: Passage, edge: Edge, tenantId: string, limits: QuotaLimits): void | Promise<void> {
  const learning = limits.requests === undefined ? undefined : edge.ports.usage?.meter.learn(tenantId);
  if (learning !== undefined) return learning.then(() => decide(passage, edge, tenantId, limits));
  decide(passage, edge, tenantId, limits);
}

/** At once, so that of many no two are let in by one number. */
function decide(passage: Passage, edge: Edge, tenantId: string, { requests: most }: QuotaLimits): void {
  const { prepared, request } = passage;
  const meter = edge.ports.usage?.meter;
  if (most !== undefined && meter && meter.used(tenantId, "requests") >= most)
    throw requestsUsedUp(passage, edge, most);
  meter?.count(tenantId, "requests", prepared?.rootFields[0]?.coordinate ?? "other", request.principal.id);
}

function requestsUsedUp({ request }: Passage, { ports }: Edge, most: number): AppError {
  ports.denials.denyAnonymous(request.clientAddress, "QUOTA_EXCEEDED");
  return usedUp("requests", most);
}
