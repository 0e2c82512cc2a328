import type { Budget, Limiter } from "@bulkhead/kernel/limiter.ts";
import type { RatePolicy } from "@bulkhead/kernel/limiter-policy.ts";
import type { GatewayConfig } from "./config.ts";

export const BUDGET_NAMES = ["address", "key", "user", "tenant", "operation"] as const;

export type BudgetName = (typeof BUDGET_NAMES)[number];

/** The budgets a request meets, cheapest first. */
export type Limits = Record<BudgetName, Budget>;

/** Throws, with the reason, when a budget would be unbounded. */
export function createLimits(limiter: Limiter, config: GatewayConfig): Limits {
  const policies: Record<BudgetName, RatePolicy> = {
    address: { name: "address", perSecond: config.addressPerSecond, burst: config.addressBurst },
    key: { name: "key", perSecond: config.keyPerSecond, burst: config.keyBurst },
    user: { name: "user", perSecond: config.userPerSecond, burst: config.userBurst },
    tenant: { name: "tenant", perSecond: config.tenantPerSecond, burst: config.tenantBurst },
    operation: { name: "operation", perSecond: config.operationPerSecond, burst: config.operationBurst },
  };
  return {
    address: limiter.budget(policies.address),
    key: limiter.budget(policies.key),
    user: limiter.budget(policies.user),
    tenant: limiter.budget(policies.tenant),
    operation: limiter.budget(policies.operation),
  };
}
