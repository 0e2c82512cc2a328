import { AppError } from "@bulkhead/kernel/error.ts";
import { unauthenticated } from "@bulkhead/kernel/principal.ts";
import { ADMIN_ROLE, isAtWork } from "@bulkhead/kernel/tenant-status.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";
import type { Denial } from "../ports.ts";

/** Whether the tenant lets anybody in, and whom: of a suspended one its Admins, whose operations are then looked at. */
export async function checkTenantStatus(passage: Passage, edge: Edge): Promise<void> {
  const { tenantId, roles } = passage.request.principal;
  if (tenantId === null) return;
  const standing = await edge.ports.tenantStanding(tenantId);
  if (isAtWork(standing?.status)) return;
  if (standing?.status !== "SUSPENDED") throw unauthenticated();
  if (!roles.includes(ADMIN_ROLE))
    throw refused(passage, edge, { operation: "any of a suspended tenant", coordinates: [], missing: [] });
  passage.suspension = standing;
}

/** In a suspended tenant, Admins read and take their data out, and do nothing else. Only they are told why. */
export function refuseWhileSuspended(passage: Passage, edge: Edge): void {
  const { suspension, prepared } = passage;
  if (!suspension || !prepared || prepared.worksSuspended) return;
  const coordinates = prepared.rootFields.map(({ coordinate }) => coordinate);
  throw refused(passage, edge, { operation: prepared.name, coordinates, missing: [] });
}

function refused({ request, suspension }: Passage, { ports }: Edge, denial: Denial): AppError {
  ports.denials.deny(request, denial);
  if (!suspension)
    return new AppError("TENANT_SUSPENDED", "This tenant is suspended. Ask one of its Admins, who can see why.");
  const { reason } = suspension;
  const message =
    "This tenant is suspended: its Admins can read, take an export and sign out. Ask the operator of this installation to resume it.";
  return new AppError("TENANT_SUSPENDED", message, { extensions: { reason } });
}
