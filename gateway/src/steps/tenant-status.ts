import { AppError } from "@bulkhead/kernel/error.ts";
import { unauthenticated } from "@bulkhead/kernel/principal.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";

export async function checkTenantStatus(passage: Passage, edge: Edge): Promise<void> {
  const { tenantId } = passage.request.principal;
  if (tenantId === null) return;
  const status = await edge.ports.tenantStatus(tenantId);
  if (status === "ACTIVE" || status === "CLOSING") return;
  if (status === undefined || status === "CLOSED") throw unauthenticated();
  edge.ports.denials.deny(passage.request, { operation: "any of a suspended tenant", coordinates: [], missing: [] });
  throw new AppError(
    "TENANT_SUSPENDED",
    "This tenant is suspended. Ask the operator of this installation to resume it.",
  );
}
