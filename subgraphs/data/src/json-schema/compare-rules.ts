import { isDeepStrictEqual } from "node:util";
import type { Comparison } from "./comparison.ts";
import type { SchemaObject } from "./keywords.ts";

type Path = readonly string[];

/** Bounds, and what is as good as none of them. */
const UPPER = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
const LOWER: readonly (readonly [string, number])[] = [
  ["minimum", Number.NEGATIVE_INFINITY],
  ["exclusiveMinimum", Number.NEGATIVE_INFINITY],
  ["minLength", 0],
  ["minItems", 0],
  ["minProperties", 0],
];

/** Rules that are of use only as they are: a different one accepts something else, and which is not seen. */
const AS_THEY_ARE = ["pattern", "format", "multipleOf"];

/** The keywords that hold no schema. */
export function compareRules(comparison: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  compareTypes(comparison, before, after, path);
  compareValues(comparison, before, after, path);
  const bound = (name: string, none: number, isWider: (old: number, now: number) => boolean) => {
    const [old, now] = [before[name], after[name]].map((value) => (typeof value === "number" ? value : none)) as [
      number,
      number,
    ];
    if (old === now) return;
    const wider = isWider(old, now);
    const message = wider ? "The bound allows more now." : "The bound allows less now: records may lie beyond it.";
    comparison.note([...path, name], wider ? "COMPATIBLE" : "INCOMPATIBLE", message);
  };
  for (const name of UPPER) bound(name, Number.POSITIVE_INFINITY, (old, now) => now > old);
  for (const [name, none] of LOWER) bound(name, none, (old, now) => now < old);
  for (const name of AS_THEY_ARE) compareAsIs(comparison, before, after, path, name);
  compareUniqueItems(comparison, before, after, path);
  compareRequired(comparison, before, after, path);
}

function typesOf(schema: SchemaObject): readonly string[] | undefined {
  return schema.type === undefined ? undefined : ([schema.type].flat() as string[]);
}

function compareTypes({ note }: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const [old, now] = [typesOf(before), typesOf(after)];
  const at = [...path, "type"];
  const accepts = (type: string) => now?.includes(type) || (type === "integer" && now?.includes("number"));
  if (isDeepStrictEqual(old?.toSorted(), now?.toSorted())) return;
  if (!now) note(at, "COMPATIBLE", "Values may have any type now.");
  else if (!old) note(at, "INCOMPATIBLE", "Values could have any type before.");
  else if (old.every(accepts)) note(at, "COMPATIBLE", "Values may have more types now.");
  else note(at, "INCOMPATIBLE", `Records may hold values of type ${old.filter((type) => !accepts(type)).join(", ")}.`);
}

/** `enum` and `const` together: those that both allow. */
function valuesOf({ enum: listed, ...rest }: SchemaObject): readonly unknown[] | undefined {
  if (!("const" in rest)) return Array.isArray(listed) ? listed : undefined;
  const both = Array.isArray(listed) ? listed.some((value) => isDeepStrictEqual(value, rest.const)) : true;
  return both ? [rest.const] : [];
}

function compareValues({ note }: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (isDeepStrictEqual(old, now)) return;
  const at = [...path, "const" in after || "const" in before ? "const" : "enum"];
  const accepts = (value: unknown) => now?.some((one) => isDeepStrictEqual(one, value));
  if (!now) note(at, "COMPATIBLE", "Values are no longer limited to a list.");
  else if (!old) note(at, "INCOMPATIBLE", "Values were not limited to a list before.");
  else if (old.every(accepts)) note(at, "COMPATIBLE", "More values are allowed now.");
  else note(at, "INCOMPATIBLE", "Records may hold values that are no longer listed.");
}

function compareAsIs({ note }: Comparison, before: SchemaObject, after: SchemaObject, path: Path, name: string): void {
  if (before[name] === after[name]) return;
  if (after[name] === undefined) note([...path, name], "COMPATIBLE", `There is no ${name} any more.`);
  else note([...path, name], "INCOMPATIBLE", `Records may hold what this ${name} does not allow.`);
}

function compareUniqueItems({ note }: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const [old, now] = [before.uniqueItems === true, after.uniqueItems === true];
  if (old && !now) note([...path, "uniqueItems"], "COMPATIBLE", "Items may be the same now.");
  else if (now && !old) note([...path, "uniqueItems"], "INCOMPATIBLE", "Items could be the same before.");
}

function compareRequired({ note }: Comparison, before: SchemaObject, after: SchemaObject, path: Path): void {
  const [old, now] = [namesIn(before.required), namesIn(after.required)];
  for (const name of without(old, now)) note([...path, "required"], "COMPATIBLE", `${quoted(name)} is optional now.`);
  for (const name of without(now, old))
    note([...path, "required"], "INCOMPATIBLE", `${quoted(name)} is required now: records may lack it.`);
  const [oldRules, nowRules] = [rulesIn(before.dependentRequired), rulesIn(after.dependentRequired)];
  for (const name of new Set([...oldRules.keys(), ...nowRules.keys()])) {
    const [was, is] = [namesIn(oldRules.get(name)), namesIn(nowRules.get(name))];
    const more = without(is, was).length > 0;
    if (!more && without(was, is).length === 0) continue;
    const message = more
      ? "Records may lack what is asked for beside it."
      : "Fewer properties are asked for beside it.";
    note([...path, "dependentRequired", name], more ? "INCOMPATIBLE" : "COMPATIBLE", message);
  }
}

const namesIn = (names: unknown): string[] => (Array.isArray(names) ? names : []);
const rulesIn = (rules: unknown) => new Map(Object.entries((rules ?? {}) as { [name: string]: unknown }));
const without = (names: string[], others: string[]): string[] => names.filter((name) => !others.includes(name));

function quoted(name: string): string {
  return `"${name.toWellFormed().slice(0, 100)}"`;
}
