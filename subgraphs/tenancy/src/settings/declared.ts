import { BRANDING, LOCALE } from "./declared-looks.ts";
import { SECURITY } from "./declared-security.ts";
import { FEATURES, LIMITS, RESIDENCY, RETENTION } from "./declared-use.ts";
import { WEBHOOKS } from "./declared-webhooks.ts";
import type { Setting } from "./setting.ts";

/** Every setting a tenant has, by group: the one place that says what there is. */
export const SETTINGS = {
  features: FEATURES,
  limits: LIMITS,
  retention: RETENTION,
  locale: LOCALE,
  branding: BRANDING,
  security: SECURITY,
  webhooks: WEBHOOKS,
  residency: RESIDENCY,
} as const;

export type SettingGroup = keyof typeof SETTINGS;

/** What each group is about. */
export const GROUPS: Readonly<Record<SettingGroup, string>> = {
  features: "What a tenant has switched on.",
  limits: "What a tenant allows itself, below what its plan and the installation allow.",
  retention: "For how long things are kept.",
  locale: "How things are told to a tenant's people.",
  branding: "How a tenant looks to its people where they sign in.",
  security: "What it takes to get in, and to stay.",
  webhooks: "Where a tenant's webhooks may go, and what they are signed with.",
  residency: "Where a tenant's data is kept.",
};

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** A value for every setting. Of a secret: the version of the settings that set it, or null. */
export type Values = {
  readonly [G in SettingGroup]: { readonly [N in keyof (typeof SETTINGS)[G]]: ValueOf<(typeof SETTINGS)[G][N]> };
};

/** Values of some settings, as a tenant, a plan or the operator says them. */
export type SomeValues = { readonly [G in SettingGroup]?: { readonly [name: string]: unknown } };

export interface Declared {
  group: SettingGroup;
  name: string;
  /** `group.name` */
  path: string;
  setting: Setting<unknown>;
}

export const DECLARED: readonly Declared[] = Object.entries(SETTINGS).flatMap(([group, settings]) =>
  Object.entries(settings).map(([name, setting]) => ({
    group: group as SettingGroup,
    name,
    path: `${group}.${name}`,
    setting: setting as Setting<unknown>,
  })),
);

const byPath = new Map(DECLARED.map((one) => [one.path, one]));

export function findDeclared(path: string): Declared | undefined {
  return byPath.get(path);
}
