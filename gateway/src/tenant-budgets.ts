import type { Budget, Limiter } from "@bulkhead/kernel/limiter.ts";

/** The budget of a tenant: the installation's for all, or a smaller one that the tenant has set itself. */
export interface TenantBudgets {
  /** Null, and whatever is no smaller: the installation's. */
  of(perSecond: number | null): Budget;
}

/**
 * Tenants that set the same number share a budget's terms, each with an account of its own. It has the name of the
 * installation's, so that a tenant that changes its number begins with no full account. There are fewer of them than the
 * installation's rate, and one costs little more than its accounts.
 */
export function createTenantBudgets(limiter: Limiter, standard: Budget): TenantBudgets {
  const smaller = new Map<number, Budget>();
  return {
    of(perSecond) {
      if (perSecond === null || perSecond >= standard.policy.perSecond) return standard;
      let budget = smaller.get(perSecond);
      if (!budget) {
        const burst = Math.max(1, Math.ceil((perSecond * standard.policy.burst) / standard.policy.perSecond));
        budget = limiter.budget({ name: standard.policy.name, perSecond, burst });
        smaller.set(perSecond, budget);
      }
      return budget;
    },
  };
}
