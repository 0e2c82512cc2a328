import type { Principal } from "@bulkhead/kernel/principal.ts";
import { permits } from "./shield.ts";
import type { RuleTree } from "./tree.ts";

export interface Decision {
  /** Coordinates the principal may not touch, in alphabetical order; empty when the operation may run. */
  denied: readonly string[];
  /** Permissions that would allow them. */
  missing: readonly string[];
}

/** Evaluates the rule of every coordinate, so that a refusal names all that is wrong and not just the first. */
export async function decide(tree: RuleTree, coordinates: readonly string[], principal: Principal): Promise<Decision> {
  const denied: string[] = [];
  const missing = new Set<string>();
  const held = principal.permissions as ReadonlySet<string>;
  for (const coordinate of coordinates) {
    const guarded = tree.get(coordinate);
    if (guarded && (await permits(guarded.rule, principal))) continue;
    denied.push(coordinate);
    for (const permission of guarded?.permissions ?? []) if (!held.has(permission)) missing.add(permission);
  }
  return { denied: denied.sort(), missing: [...missing].sort() };
}
