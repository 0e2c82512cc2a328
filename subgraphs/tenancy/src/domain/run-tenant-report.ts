import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Measured } from "@bulkhead/kernel/measure-usage.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";

export interface RunTenantReportInput {
  /** Calendar months, `2026-10`. */
  from: string;
  to: string;
}

export interface TenantReportCell extends Record<Measured, number | null> {
  month: string;
  plan: string | null;
  region: string | null;
  tenants: number;
}

export interface TenantReport {
  /** Of those asked for, the months that are published. */
  months: string[];
  cells: TenantReportCell[];
}

interface CellRow extends Omit<TenantReportCell, Measured> {
  /** Of a month that was published before something was measured, without it. */
  measures: Partial<Record<Measured, number | null>>;
}

const MAX_MONTHS = 24;

/** Reads what was published of all tenants; the run is in the log of the installation. */
export async function runTenantReport(ctx: TenancyContext, input: RunTenantReportInput): Promise<TenantReport> {
  const tenantId = authorize(ctx, "tenant-report:run");
  const { from, to } = readMonths(input);
  return withTenant(ctx.db, tenantId, async (tx) => {
    const [months, rows] = await Promise.all([
      tx.query<{ month: string }>({
        text: `select to_char(month, 'YYYY-MM') as month from tenancy.report_month
               where month between $1::date and $2::date order by 1`,
        values: [`${from}-01`, `${to}-01`],
      }),
      tx.query<CellRow>({
        text: `select to_char(month, 'YYYY-MM') as month, plan, region, tenants, measures from tenancy.report_cell
               where month between $1::date and $2::date order by 1, plan nulls last, region nulls last`,
        values: [`${from}-01`, `${to}-01`],
      }),
    ]);
    const detail = { from, to, cells: rows.length };
    tx.atEnd(appendAudit(ctx, tenantId, { action: "tenant-report.run", target: "tenants", detail }));
    const cells = rows.map(({ measures, ...cell }) => ({
      ...cell,
      requests: measures.requests ?? null,
      records: measures.records ?? null,
      bytes: measures.bytes ?? null,
      members: measures.members ?? null,
    }));
    return { months: months.map(({ month }) => month), cells };
  });
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

function readMonths({ from, to }: RunTenantReportInput): RunTenantReportInput {
  const wrong = (path: string, message: string) =>
    new AppError("BAD_USER_INPUT", message, { fields: [{ path, code: "INVALID_MONTH", message }] });
  for (const [path, month] of Object.entries({ "input.from": from, "input.to": to }))
    if (!MONTH.test(month)) throw wrong(path, "Give a calendar month, such as 2026-10.");
  const months = indexOf(to) - indexOf(from) + 1;
  if (months < 1 || months > MAX_MONTHS)
    throw wrong("input.to", `Give a month that is not before the first one, of at most ${MAX_MONTHS} together.`);
  return { from, to };
}

function indexOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
}
