import type { Principal } from "@bulkhead/kernel/principal.ts";
import { parse } from "graphql";
import { type Access, bothAccess, type DeclaredType, isDeclared, readDeclaredTypes } from "./declared.ts";
import { allow, and, deny, rule, type ShieldRule } from "./shield.ts";

export interface GuardedField {
  rule: ShieldRule;
  /** What a refused caller would need. */
  permissions: readonly string[];
  /** Families of events that alone make its value another; undefined when there may be other causes. */
  staleBy: readonly string[] | undefined;
  /** Whether it may be about a person, or give access. */
  isPersonal: boolean;
}

/** The rule of every field, by coordinate (`Type.field`). What is not in it is denied. */
export type RuleTree = ReadonlyMap<string, GuardedField>;

/**
 * Reads the rules from the supergraph's text, since the executable schema has lost its directives. A field is guarded by
 * its type's rules and its own; a field of an interface also by those of every type that implements it, because its
 * value comes from one of them.
 */
export function buildRuleTree(supergraphSdl: string): RuleTree {
  const types = readDeclaredTypes(parse(supergraphSdl, { noLocation: true }));
  const makeRule = ruleMaker();
  const tree = new Map<string, GuardedField>();
  for (const type of types.values()) {
    for (const name of type.fields.keys()) {
      const all = accessesOf(type, name, types);
      const guards = all.map((access) => (isDeclared(access) ? makeRule(access) : deny));
      const permissions = [...new Set(all.flatMap((access) => access.permissions))];
      tree.set(`${type.name}.${name}`, {
        rule: guards.length === 1 && guards[0] ? guards[0] : and(...guards),
        permissions,
        staleBy: all.every((access) => access.staleBy) ? all.flatMap((access) => access.staleBy ?? []) : undefined,
        isPersonal: all.some(({ dataClass }) => dataClass !== "PUBLIC" && dataClass !== "INTERNAL"),
      });
    }
  }
  return tree;
}

/** Everything that must hold before the field may be read. */
function accessesOf(type: DeclaredType, field: string, types: ReadonlyMap<string, DeclaredType>): Access[] {
  const holders = [type];
  if (type.kind === "interface")
    holders.push(...[...types.values()].filter((one) => one.interfaces.includes(type.name)));
  return holders.flatMap((holder) => {
    const declared = holder.fields.get(field);
    return declared ? [bothAccess(holder.access, declared.access)] : [];
  });
}

/** One rule object per permission: shield caches and compares rules by name, so a name may not occur twice. */
function ruleMaker(): (access: Access) => ShieldRule {
  const byPermission = new Map<string, ShieldRule>();
  const signedIn = rule("signed in", { cache: "no_cache" })(
    (_parent, _args, { principal }) => principal.kind !== "anonymous",
  );
  return (access) => {
    const guards: ShieldRule[] = [];
    if (access.signedIn || access.permissions.length > 0) guards.push(signedIn);
    for (const permission of access.permissions) {
      let guard = byPermission.get(permission);
      if (!guard) {
        guard = rule(`permission ${permission}`, { cache: "no_cache" })((_parent, _args, ctx) =>
          holds(ctx.principal, permission),
        );
        byPermission.set(permission, guard);
      }
      guards.push(guard);
    }
    return guards.length === 0 ? allow : and(...guards);
  };
}

function holds(principal: Principal, permission: string): boolean {
  return (principal.permissions as ReadonlySet<string>).has(permission);
}
