import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { inInstallation, inTenant } from "@bulkhead/kernel/operator-role.ts";
import type { TenancyContext } from "./context.ts";
import { changeTenantPlan } from "./domain/change-tenant-plan.ts";
import { resumeTenant } from "./domain/resume-tenant.ts";
import { type RunTenantReportInput, runTenantReport } from "./domain/run-tenant-report.ts";
import { suspendTenant } from "./domain/suspend-tenant.ts";
import { tenantById } from "./domain/tenant-by-id.ts";
import { type TenantsArgs, tenants } from "./domain/tenants.ts";
import { readManagedTenant } from "./managed-tenant.ts";

/** Names a tenant, which an operator alone may. */
interface Named {
  tenantId: string;
}

type Run<I> = (ctx: TenancyContext, input: I) => Promise<unknown>;

/** An operation on one tenant; the answer is the tenant as it now is. */
function onTenant<I>(run: Run<I>) {
  return async (ctx: TenancyContext, { tenantId, ...input }: I & Named) => {
    const inside = inTenant(ctx, tenantId);
    await run(inside, input as I);
    const tenant = await readManagedTenant(ctx.operatorDb, inside.principal.tenantId as string);
    if (!tenant) throw notFound();
    return { tenant };
  };
}

/**
 * What operators of the platform do with tenants, by the name of the field: fields and the operators' pages both call it
 * here. A domain function that takes its tenant from the principal becomes one by a line of this table.
 */
export const OPERATIONS = {
  tenants: (ctx: TenancyContext, args: TenantsArgs) => tenants(inInstallation(ctx), args),
  tenantById: (ctx: TenancyContext, { id }: { id: string }) => tenantById(inTenant(ctx, id, "id")),
  runTenantReport: (ctx: TenancyContext, input: RunTenantReportInput) => runTenantReport(inInstallation(ctx), input),
  suspendTenant: onTenant<{ reason: string }>(suspendTenant),
  resumeTenant: onTenant(resumeTenant),
  changeTenantPlan: onTenant<{ plan: string }>(changeTenantPlan),
};

export type TenancyOperation = keyof typeof OPERATIONS;

/** As the pages of operators call it, maybe from another process: connections as JSON has them. */
export async function operate(ctx: TenancyContext, name: string, input: object): Promise<unknown> {
  if (!Object.hasOwn(OPERATIONS, name)) throw new AppError("BAD_USER_INPUT", "There is no such operation.");
  const answer = await (OPERATIONS[name as TenancyOperation] as Run<object>)(ctx, input);
  return JSON.parse(JSON.stringify(answer));
}
