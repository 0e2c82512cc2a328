import { AppError } from "@bulkhead/kernel/error.ts";
import { isAllowedFrom } from "@bulkhead/kernel/network-range.ts";
import { unauthenticated } from "@bulkhead/kernel/principal.ts";
import type { TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";
import { featureDisabled } from "./features.ts";

/** What the tenant of whoever comes has set for all of its callers: from where they may come, and by which door. */
export function applyTenantSettings(passage: Passage, edge: Edge): void | Promise<void> {
  const { tenantId } = passage.request.principal;
  if (tenantId === null) return;
  const settings = edge.ports.tenantSettings(tenantId);
  if (!(settings instanceof Promise)) return apply(settings, passage, edge);
  return settings.then((read) => apply(read, passage, edge));
}

function apply(settings: TenantSettings | undefined, passage: Passage, edge: Edge): void {
  if (settings === undefined) throw unauthenticated();
  const { request, arrival } = passage;
  passage.settings = settings;
  if (!isAllowedFrom(request.clientAddress, settings.allowedNetworks)) throw networkNotAllowed(passage, edge);
  if (arrival.transport === "rest" && !settings.rest) throw featureDisabled("rest");
}

/** It tells the address that we see, by which whoever runs a network finds out what is wrong; and none that is allowed. */
function networkNotAllowed({ request }: Passage, { ports }: Edge): AppError {
  const operation = "any from a network that is not allowed";
  ports.denials.deny(request, { operation, coordinates: [], missing: [], reason: "NETWORK_NOT_ALLOWED" });
  return new AppError(
    "NETWORK_NOT_ALLOWED",
    `Your tenant takes no requests from ${request.clientAddress ?? "this address"}. Come from one of its networks, or ask an Admin to allow this one.`,
  );
}
