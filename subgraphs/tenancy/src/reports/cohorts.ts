/** Fewest tenants that a figure is about, and by which two figures differ. */
export const MIN_TENANTS = 10;
/** A tenant that makes more than this share of a measure would show in it. */
const MAX_SHARE = 0.5;

/** A tenant at the end of a month. */
export interface CountedTenant {
  tenantId: string;
  plan: string;
  region: string;
  isClosed: boolean;
  /** Whom it is counted with; null while it waits. */
  groupId: string | null;
  measures: Readonly<Record<string, number>>;
}

/** What tenants are counted under; null: several. */
export interface Label {
  plan: string | null;
  region: string | null;
  isClosed: boolean;
}

export interface Group extends Label {
  id: string;
}

/** A group that is to be made, of tenants that were in `parent` or waited. */
export interface NewGroup extends Group {
  parent: string | null;
  tenantIds: readonly string[];
}

export interface Regrouping {
  made: NewGroup[];
  /** Groups whose tenants have all moved to another label together. */
  renamed: Group[];
}

/**
 * Who is counted with whom from now on. Tenants wait until ten of the same plan and region do, or ten of several; a group
 * is split only where every part has ten tenants. So each set that was ever published is made of the same smallest sets,
 * none of them under ten, and no sum or difference of such sets is about fewer (docs/adr/0036 has the proof).
 */
export function regroup(tenants: readonly CountedTenant[], groups: readonly Group[], newId: () => string): Regrouping {
  const byGroup = Map.groupBy(tenants, ({ groupId }) => groupId);
  const changes: Regrouping = { made: formGroups(byGroup.get(null) ?? [], newId), renamed: [] };
  for (const group of groups) splitGroup(group, byGroup.get(group.id) ?? [], newId, changes);
  return changes;
}

const labelOf = ({ plan, region, isClosed }: CountedTenant): Label =>
  isClosed ? { plan: null, region: null, isClosed } : { plan, region, isClosed };
const nameOf = ({ plan, region, isClosed }: Label) => JSON.stringify([plan, region, isClosed]);

/** Groups of those who wait: of one plan and region, then of one plan, then of what is left. */
function formGroups(waiting: readonly CountedTenant[], newId: () => string): NewGroup[] {
  const made: NewGroup[] = [];
  let left = waiting.filter(({ isClosed }) => !isClosed);
  const labels: ((tenant: CountedTenant) => Label)[] = [
    labelOf,
    ({ plan }) => ({ plan, region: null, isClosed: false }),
    () => ({ plan: null, region: null, isClosed: false }),
  ];
  for (const label of labels) {
    const still: CountedTenant[] = [];
    for (const alike of Map.groupBy(left, (tenant) => nameOf(label(tenant))).values()) {
      if (alike.length < MIN_TENANTS) still.push(...alike);
      else made.push({ id: newId(), parent: null, ...label(alike[0] as CountedTenant), tenantIds: idsOf(alike) });
    }
    left = still;
  }
  return made;
}

/** Parts large enough leave; what is too small to be by itself stays, with company. */
function splitGroup(
  group: Group,
  tenants: readonly CountedTenant[],
  newId: () => string,
  { made, renamed }: Regrouping,
): void {
  const parts = [...Map.groupBy(tenants, (tenant) => nameOf(labelOf(tenant))).values()];
  const own = nameOf(group);
  const [only] = parts;
  if (only && parts.length === 1) {
    const label = labelOf(only[0] as CountedTenant);
    if (nameOf(label) !== own) renamed.push({ id: group.id, ...label });
    return;
  }
  const leaving = parts.filter((part) => nameOf(labelOf(part[0] as CountedTenant)) !== own && canStandAlone(part));
  const staying = () => tenants.filter((tenant) => !leaving.some((part) => part.includes(tenant)));
  leaving.sort((a, b) => b.length - a.length);
  while (leaving.length > 0 && staying().length > 0 && !canStandAlone(staying())) leaving.pop();
  // Where all leave, the first keeps the group: its set is no other than before but for those who leave.
  const rest = staying();
  const keeper = rest.length === 0 ? leaving.shift() : undefined;
  if (keeper) renamed.push({ id: group.id, ...labelOf(keeper[0] as CountedTenant) });
  for (const part of leaving)
    made.push({ id: newId(), parent: group.id, ...labelOf(part[0] as CountedTenant), tenantIds: idsOf(part) });
}

/** A part that one tenant makes most of stays hidden among the others, as long as they are together. */
function canStandAlone(part: readonly CountedTenant[]): boolean {
  return part.length >= MIN_TENANTS && namesOf(part).every((name) => !isDominated(part, name));
}

const idsOf = (tenants: readonly CountedTenant[]) => tenants.map(({ tenantId }) => tenantId);

export function namesOf(tenants: readonly CountedTenant[]): string[] {
  return [...new Set(tenants.flatMap(({ measures }) => Object.keys(measures)))].sort();
}

/** Whether one tenant makes most of a measure. */
export function isDominated(tenants: readonly CountedTenant[], name: string): boolean {
  let sum = 0;
  let most = 0;
  for (const { measures } of tenants) {
    sum += measures[name] ?? 0;
    most = Math.max(most, measures[name] ?? 0);
  }
  return most > sum * MAX_SHARE;
}
