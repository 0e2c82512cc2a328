import { type CountedTenant, type Group, isDominated, namesOf } from "./cohorts.ts";

/** One figure of a month as it is published. */
export interface Cell {
  plan: string | null;
  region: string | null;
  tenants: number;
  /** Null where one tenant would show in it. */
  measures: Readonly<Record<string, number | null>>;
}

/** What figures are multiples of: the last digit of a sum tells more than it is worth. */
export const TENANTS_ROUNDED_TO = 5;
export const MEASURES_ROUNDED_TO = 10;

/** The figures of a month: one for each plan and region, over all groups of it. There are no totals to subtract from. */
export function cellsOf(groups: readonly Group[], tenants: readonly CountedTenant[]): Cell[] {
  const members = Map.groupBy(tenants, ({ groupId }) => groupId);
  const reported = groups.filter(({ id, isClosed }) => !isClosed && members.has(id));
  const byLabel = Map.groupBy(reported, ({ plan, region }) => JSON.stringify([plan, region]));
  return [...byLabel.values()].map((alike) =>
    cellOf(
      alike[0] as Group,
      alike.map(({ id }) => members.get(id) ?? []),
    ),
  );
}

/** A measure is told when no tenant makes most of it in any of the groups: each group may be what two months differ by. */
function cellOf({ plan, region }: Group, groups: readonly (readonly CountedTenant[])[]): Cell {
  const all = groups.flat();
  const measures = namesOf(all).map((name): [string, number | null] => {
    if (groups.some((group) => isDominated(group, name))) return [name, null];
    const sum = all.reduce((before, tenant) => before + (tenant.measures[name] ?? 0), 0);
    return [name, rounded(sum, MEASURES_ROUNDED_TO)];
  });
  // Never below what a group has at least, which rounding could otherwise make it.
  const tenants = rounded(all.length, TENANTS_ROUNDED_TO);
  return { plan, region, tenants, measures: Object.fromEntries(measures) };
}

function rounded(value: number, to: number): number {
  return Math.round(value / to) * to;
}
