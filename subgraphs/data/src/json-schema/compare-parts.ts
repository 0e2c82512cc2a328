import type { Comparison } from "./comparison.ts";
import type { SchemaObject } from "./keywords.ts";

type Path = readonly string[];
type Schemas = { readonly [name: string]: unknown };

const mapOf = (value: unknown): Schemas => (value ?? {}) as Schemas;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const own = (schemas: Schemas, name: string): unknown => (Object.hasOwn(schemas, name) ? schemas[name] : undefined);

/** What holds for the parts of an object. */
export function compareObjects(comparison: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const { compare, note } = comparison;
  const [old, now] = [mapOf(before.properties), mapOf(after.properties)];
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const at = [...path, "properties", name];
    if (own(now, name) === undefined) removed(comparison, own(old, name), after.additionalProperties, at);
    else if (own(old, name) !== undefined) compare(own(old, name), own(now, name), at);
    else if (before.additionalProperties === false && before.patternProperties === undefined)
      note(at, "COMPATIBLE", "The property is new, and no record could have it.");
    // What a pattern asked of it is not looked at.
    else added(comparison, before.patternProperties ? true : before.additionalProperties, own(now, name), at);
  }
  comparePatterns(comparison, before, after, path);
  compare(before.additionalProperties, after.additionalProperties, [...path, "additionalProperties"]);
  compare(before.propertyNames, after.propertyNames, [...path, "propertyNames"]);
  compareMaps(comparison, before, after, path, "dependentSchemas");
}

function removed({ note, compare, same }: Comparison, old: unknown, rest: unknown, at: Path): void {
  if (same(true, rest)) note(at, "COMPATIBLE", "It may have any value now, like every property that is not declared.");
  else if (rest === false)
    note(at, "INCOMPATIBLE", "Records may have it, and properties that are not declared are refused.");
  else compare(old, rest, at);
}

function added({ note, same }: Comparison, rest: unknown, now: unknown, at: Path): void {
  if (same(rest, now) || same(true, now)) note(at, "COMPATIBLE", "It is declared now, with what held for it before.");
  else note(at, "INCOMPATIBLE", "It was not declared before, so records may have it with another value.");
}

function comparePatterns(comparison: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const { compare, note, same } = comparison;
  const [old, now] = [mapOf(before.patternProperties), mapOf(after.patternProperties)];
  for (const pattern of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const at = [...path, "patternProperties", pattern];
    if (own(old, pattern) !== undefined && own(now, pattern) !== undefined)
      compare(own(old, pattern), own(now, pattern), at);
    else if (own(now, pattern) !== undefined) added(comparison, true, own(now, pattern), at);
    else if (same(true, after.additionalProperties)) note(at, "COMPATIBLE", "Such properties may have any value now.");
    else note(at, "INCOMPATIBLE", "Such properties count as not declared now.");
  }
}

/** What holds for the items of an array. */
export function compareArrays(comparison: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const { compare } = comparison;
  const [old, now] = [listOf(before.prefixItems), listOf(after.prefixItems)];
  for (let at = 0; at < Math.max(old.length, now.length); at++) {
    const was = at < old.length ? old[at] : before.items;
    compare(was, at < now.length ? now[at] : after.items, [...path, "prefixItems", String(at)]);
  }
  compare(before.items, after.items, [...path, "items"]);
  compareContains(comparison, before, after, path);
}

function compareContains({ same, note }: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const at = [...path, "contains"];
  const counts = ({ minContains, maxContains }: SchemaObject) => [
    Number(minContains ?? 1),
    Number(maxContains ?? Infinity),
  ];
  if (after.contains === undefined) {
    if (before.contains !== undefined) note(at, "COMPATIBLE", "Nothing has to be contained any more.");
    return;
  }
  if (before.contains === undefined || !same(before.contains, after.contains)) {
    note(at, "INCOMPATIBLE", "Arrays may not contain what they have to contain now.");
    return;
  }
  const [[oldLeast = 0, oldMost = 0], [least = 0, most = 0]] = [counts(before), counts(after)];
  if (oldLeast === least && oldMost === most) return;
  if (least <= oldLeast && most >= oldMost) note(at, "COMPATIBLE", "It may be contained as often as before, and more.");
  else note(at, "INCOMPATIBLE", "Arrays may contain it too often or too seldom now.");
}

/** `allOf`, `anyOf`, `oneOf`: branches are told apart by their place. */
export function compareBranches(comparison: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const { note, same, compare } = comparison;
  const branches = (name: string) => [listOf(before[name]), listOf(after[name])] as const;
  const pairs = (name: string, old: readonly unknown[], now: readonly unknown[]) => {
    for (let at = 0; at < Math.min(old.length, now.length); at++)
      compare(old[at], now[at], [...path, name, String(at)]);
  };

  const [oldAll, all] = branches("allOf");
  const isNew = (branch: unknown) => !oldAll.some((old) => same(old, branch));
  if (oldAll.length === all.length) pairs("allOf", oldAll, all);
  else if (all.some(isNew)) note([...path, "allOf"], "INCOMPATIBLE", "Records may not be what a new branch says.");
  else note([...path, "allOf"], "COMPATIBLE", "Fewer branches have to hold.");

  const [oldAny, any] = branches("anyOf");
  if (any.length === 0) {
    if (oldAny.length > 0) note([...path, "anyOf"], "COMPATIBLE", "No branch has to hold any more.");
  } else if (oldAny.length === 0) note([...path, "anyOf"], "INCOMPATIBLE", "Records may hold to none of the branches.");
  else if (any.length < oldAny.length)
    note([...path, "anyOf"], "INCOMPATIBLE", "Records may hold to a branch that is gone.");
  else {
    pairs("anyOf", oldAny, any);
    if (any.length > oldAny.length) note([...path, "anyOf"], "COMPATIBLE", "There are more branches to choose from.");
  }

  // A wider branch of oneOf can make a record match two.
  const [oldOne, one] = branches("oneOf");
  if (oldOne.length === one.length && oldOne.every((branch, at) => same(branch, one[at]))) return;
  if (one.length === 0) note([...path, "oneOf"], "COMPATIBLE", "No branch has to hold any more.");
  else note([...path, "oneOf"], "INCOMPATIBLE", "Exactly one branch must hold, so no change of them can be judged.");
}

/** `not`, and `if` with its branches. */
export function compareConditions(comparison: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const { note, same, compare } = comparison;
  if (after.not === undefined) {
    if (before.not !== undefined) note([...path, "not"], "COMPATIBLE", "Nothing is forbidden here any more.");
  } else if (before.not === undefined || !same(before.not, after.not))
    note([...path, "not"], "INCOMPATIBLE", "Records may be what is forbidden now.");

  if (after.if === undefined) {
    if (before.if !== undefined) note([...path, "if"], "COMPATIBLE", "No condition is looked at any more.");
  } else if (before.if !== undefined && same(before.if, after.if)) {
    for (const name of ["then", "else"]) compare(before[name], after[name], [...path, name]);
  } else note([...path, "if"], "INCOMPATIBLE", "The condition is another one, so its branches meet other records.");
}

/** Schemas by name, each of which holds when it is there. */
function compareMaps(
  { compare }: Comparison,
  before: SchemaObject,
  after: SchemaObject,
  path: Path,
  keyword: string,
): void {
  const [old, now] = [mapOf(before[keyword]), mapOf(after[keyword])];
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)]))
    compare(own(old, name), own(now, name), [...path, keyword, name]);
}
