import { createRequire } from "node:module";
import type { Principal } from "@bulkhead/kernel/principal.ts";

/** What of graphql-shield the gateway uses. */
export interface ShieldRule {
  resolve(
    parent: object,
    args: object,
    ctx: { principal: Principal },
    info: object,
    options: object,
  ): Promise<boolean | string | Error>;
}

interface Shield {
  rule(
    name: string,
    options: { cache: "no_cache" },
  ): (check: (parent: object, args: object, ctx: { principal: Principal }) => boolean) => ShieldRule;
  and(...rules: ShieldRule[]): ShieldRule;
  or(...rules: ShieldRule[]): ShieldRule;
  not(rule: ShieldRule): ShieldRule;
  allow: ShieldRule;
  deny: ShieldRule;
}

// The ESM build of graphql-shield 7.6.5 does not import (its yup import has no such export); its CommonJS build does.
const shield = createRequire(import.meta.url)("graphql-shield") as Shield;

export const { rule, and, or, not, allow, deny } = shield;

const NO_OPTIONS = { debug: false, allowExternalErrors: false, fallbackRule: deny };

/** Anything but `true` denies: shield answers false, a text or an Error. */
export async function permits(one: ShieldRule, principal: Principal): Promise<boolean> {
  return (await one.resolve({}, {}, { principal }, {}, NO_OPTIONS)) === true;
}
