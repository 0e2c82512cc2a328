import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { AuditContext } from "../context.ts";

const SCOPE = "usage-days";

export interface UsageDaysArgs extends ConnectionArgs {
  from?: string | null;
  to?: string | null;
}

interface Row {
  day: string;
  operation: string;
  credential: string;
  amount: number;
}

export interface UsageDay {
  day: string;
  operation: string;
  actor: { __typename: "Actor"; id: string } | null;
  requests: number;
}

/** Requests by day, operation and who asked, newest day first. */
export async function usageDays(ctx: AuditContext, args: UsageDaysArgs): Promise<Connection<UsageDay>> {
  const tenantId = authorize(ctx, "usage:read");
  const faults: FieldFault[] = [];
  const from = readDay(args.from, "from", "0001-01-01", faults);
  const to = readDay(args.to, "to", "9999-12-31", faults);
  refuseFaults(faults);
  const page = readPage(args);
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, SCOPE, page.cursor);
  const [compare, direction] = page.backward ? [">", "asc"] : ["<", "desc"];
  const after = position.length > 0 ? `and (day, operation, credential) ${compare} ($5::date, $6, $7)` : "";
  const rows = await readAsTenant<Row>(ctx.db, tenantId, {
    name: `usage_days_${direction}${after && "_after"}`,
    text: `select day::text, operation, credential, amount::float8 as amount from platform.usage_day
           where tenant_id = $1 and quota = 'requests' and day between $2 and $3 ${after}
           order by day ${direction}, operation ${direction}, credential ${direction} limit $4`,
    values: [tenantId, from, to, page.limit + 1, ...position],
  });
  const cursorOf = ({ day, operation, credential }: Row) =>
    ctx.cursors.seal(tenantId, SCOPE, [day, operation, credential]);
  return toConnection(rows, page, cursorOf, toUsageDay);
}

/** What was counted together, because there was too much of it to tell apart, is nobody's. */
function toUsageDay({ day, operation, credential, amount }: Row): UsageDay {
  const isSomebody = credential.includes("_");
  return {
    day,
    operation,
    actor: isSomebody ? { __typename: "Actor", id: credential } : null,
    requests: amount,
  };
}

function readDay(given: string | null | undefined, path: string, otherwise: string, faults: FieldFault[]): string {
  if (given == null) return otherwise;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given));
  if (!isDay || new Date(given).toISOString().slice(0, 10) !== given)
    faults.push({ path, code: "INVALID_DATE", message: "Give a day as 2026-11-29." });
  return given;
}
