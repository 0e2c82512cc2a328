import { DECLARED, type Declared, type SomeValues, type Values } from "./declared.ts";

/** Who said what holds. */
export type SettingSource = "DEFAULT" | "OPERATOR" | "PLAN" | "TENANT";

/** What a plan says of settings. */
export interface PlanSettings {
  readonly values: SomeValues;
  /** Paths of those that its tenants cannot change. */
  readonly fixed: ReadonlySet<string>;
}

/** Whose words count, beside the tenant's own. */
export interface Above {
  readonly plan: PlanSettings;
  /** The operator's defaults, of `BULKHEAD_TENANT_DEFAULTS`. */
  readonly operator: SomeValues;
  /** Of the tenant's own row. */
  readonly region: string;
}

export interface Held {
  value: unknown;
  source: SettingSource;
  isFixed: boolean;
}

export function valueIn(values: SomeValues, { group, name }: Declared): unknown {
  return values[group]?.[name];
}

/** Values in the making. */
export type Draft = Record<string, Record<string, unknown>>;

export function put(draft: Draft, { group, name }: Pick<Declared, "group" | "name">, value: unknown): void {
  draft[group] = { ...draft[group], [name]: value };
}

/** What holds of one setting: the tenant's word, or the plan's, or the operator's, or the default; of ceilings the least. */
export function held(declared: Declared, own: SomeValues, above: Above): Held {
  const { setting, path } = declared;
  if (setting.isOperators) return { value: above.region, source: "OPERATOR", isFixed: true };
  const isFixed = above.plan.fixed.has(path);
  const said: [SettingSource, unknown][] = [
    ["TENANT", isFixed ? undefined : valueIn(own, declared)],
    ["PLAN", valueIn(above.plan.values, declared)],
    ["OPERATOR", valueIn(above.operator, declared)],
  ];
  const there = said.filter(([, value]) => value !== undefined && value !== null);
  if (setting.isCeiling) there.sort(([, a], [, b]) => (a as number) - (b as number));
  const [source, value] = there[0] ?? ["DEFAULT", setting.standard];
  return { value, source, isFixed };
}

/** The most that those above allow of a ceiling; undefined when they say nothing. */
export function ceilingOf(declared: Declared, above: Above): number | undefined {
  const { value, source } = held(declared, {}, above);
  return source === "DEFAULT" ? undefined : (value as number);
}

export function effectiveOf(own: SomeValues, above: Above): Values {
  const values: Draft = {};
  for (const declared of DECLARED) put(values, declared, held(declared, own, above).value);
  return values as unknown as Values;
}
