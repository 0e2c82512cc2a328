import type { QuotaLimits } from "@bulkhead/kernel/quota.ts";
import type { Meter } from "./meter.ts";
import { usedUp } from "./used-up.ts";

export interface Metering {
  meter: Meter;
  limitsOf(tenantId: string): QuotaLimits | Promise<QuotaLimits>;
}

/** Nobody asks for a delivery: an event does. */
const ORIGIN = { operation: "system.deliverWebhook", credential: "system" } as const;

/**
 * Counts one attempt to deliver a webhook against its tenant's plan, by whichever process makes it, before it is made.
 * Errors: QUOTA_EXCEEDED; it is then not counted, and is not to be made.
 */
export async function countDelivery({ meter, limitsOf }: Metering, tenantId: string): Promise<void> {
  const { webhookDeliveries: most } = await limitsOf(tenantId);
  if (most !== undefined) await meter.learn(tenantId);
  if (most !== undefined && meter.used(tenantId, "webhookDeliveries") >= most) throw usedUp("webhookDeliveries", most);
  meter.count(tenantId, "webhookDeliveries", ORIGIN.operation, ORIGIN.credential);
}
