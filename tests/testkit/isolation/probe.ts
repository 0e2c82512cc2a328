import type { Reference } from "./world.ts";

/**
 * How to call one root field (or a nested field with arguments) so that its arguments can be probed. Every argument and
 * input field that can carry text must stand in exactly one of `references`, `alone`, `given` and `plain`.
 *
 * To add an operation: give each argument that can name something (id, name, cursor, stored value) a kind of World, the
 * rest a fixed value or a reason. `[]` in a path is the first element of a list. Keep destructive operations at the end:
 * the table is also run top to bottom with a tenant's own values, and then every call must succeed.
 */
export interface Probe {
  /** Arguments that every call carries: the caller's own thing, replaced by another tenant's and by nobody's. */
  references?: Record<string, Reference>;
  /** Other kinds that an argument of `references` takes: with a tenant's own of each the call must succeed too. */
  also?: Record<string, readonly Reference[]>;
  /** Arguments given only while they are probed, with the other arguments they need. */
  alone?: Record<string, Reference | { kind: Reference; with: Record<string, unknown> }>;
  /** Fixed values that every call carries. */
  given?: Record<string, unknown>;
  /** Text arguments that can point at nothing, with the reason. */
  plain?: Record<string, string>;
  /** The call with another tenant's value rightly succeeds, in the caller's own tenant: why. New ids, times and keys may differ. */
  fresh?: string;
  /** Only a person has such a thing: one of the tenant calls it too, and it is theirs that the calls must succeed with. */
  asPerson?: true;
  /** An operator's alone: principals of tenants are refused alike, whatever they name, and it is an operator's calls that must succeed. */
  asOperator?: true;
  /** For a nested field: the root field it is reached through, which has its own probe. */
  through?: string;
}
