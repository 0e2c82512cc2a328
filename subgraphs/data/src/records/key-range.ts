import { encodeKey, type KeyPart } from "./composite-key.ts";
import { conjunctsOf, type FilterNode, type RangeLeaf, type SlotValue } from "./filter-node.ts";
import type { CompositeIndex } from "./layout.ts";
import type { RecordOrder } from "./record-order.ts";

/** Part of a composite index that a filter leaves, and what of the filter is left to check. */
export interface KeyAccess {
  index: CompositeIndex;
  /** Values that the first parts are equal to. */
  equal: readonly { descending: boolean; value: SlotValue }[];
  /** Keys from here. */
  from: Buffer | undefined;
  /** Keys below this. */
  to: Buffer | undefined;
  rest: readonly FilterNode[];
  /** How the index is read to have the rows in the order asked for; undefined when they must be sorted. */
  direction: "forward" | "backward" | undefined;
}

/** A filter of a collection, read and looked at. */
export interface CompiledFilter {
  /** All of it, as `matches` takes it. */
  node: FilterNode;
  /** The composite index that serves a part of it, if one does. */
  key: KeyAccess | undefined;
}

/**
 * The composite index that serves a list: one that has its order once the filter's equalities have fixed the first parts, or
 * one for which they leave a part that no single field's index would.
 */
export function chooseKey(
  filter: FilterNode,
  order: RecordOrder,
  indexes: readonly CompositeIndex[],
): KeyAccess | undefined {
  if (indexes.length === 0) return undefined;
  const conjuncts = conjunctsOf(filter);
  let best: KeyAccess | undefined;
  for (const index of indexes) {
    const access = accessOf(index, conjuncts, order);
    if (access && (!best || worthOf(access) > worthOf(best))) best = access;
  }
  return best;
}

function worthOf({ equal, direction, rest }: KeyAccess): number {
  return (direction ? 100 : 0) + equal.length * 10 - rest.length;
}

function accessOf(index: CompositeIndex, conjuncts: readonly FilterNode[], order: RecordOrder): KeyAccess | undefined {
  const { parts } = index;
  const equal: { descending: boolean; value: SlotValue }[] = [];
  const used = new Set<FilterNode>();
  for (const { name, descending } of parts) {
    const found = conjuncts.find((one) => one.kind === "equals" && one.field.name === name);
    if (found?.kind !== "equals") break;
    equal.push({ descending, value: found.value });
    used.add(found);
  }
  const direction = directionOf(parts, equal.length, order);
  const next = parts[equal.length];
  const ranges = conjuncts.filter((one) => one.kind === "range" && one.field.name === next?.name) as RangeLeaf[];
  for (const range of ranges) used.add(range);
  // One equality or range alone is what the index of that field is for, where it has one.
  if (!direction && equal.length + ranges.length < 2 && ![...used].some(isWithoutSlot)) return undefined;
  const start = encodeKey(equal);
  let from = start.length > 0 ? start : undefined;
  let to = afterKeys(start);
  for (const range of next ? ranges : []) {
    const ends = rangeEnds(range, next as KeyPart, equal);
    if (ends.from && (!from || Buffer.compare(ends.from, from) > 0)) from = ends.from;
    if (ends.to && (!to || Buffer.compare(ends.to, to) < 0)) to = ends.to;
  }
  return { index, equal, from, to, rest: conjuncts.filter((one) => !used.has(one)), direction };
}

function isWithoutSlot(node: FilterNode): boolean {
  return "field" in node && !node.field.slot;
}

/** Which way the rest of the parts is the order; an order by a field that is fixed already orders nothing. */
function directionOf(parts: readonly KeyPart[], fixed: number, order: RecordOrder): KeyAccess["direction"] {
  const fixedNames = parts.slice(0, fixed).map(({ name }) => name);
  const open = parts.slice(fixed);
  const wanted = order.filter(({ field }) => !fixedNames.includes(field.name));
  if (open.length !== wanted.length || !open.every(({ name }, at) => name === wanted[at]?.field.name)) return undefined;
  const [first] = open;
  if (!first) return "forward";
  const isTurned = first.descending !== wanted[0]?.descending;
  if (!open.every(({ descending }, at) => (descending !== wanted[at]?.descending) === isTurned)) return undefined;
  return isTurned ? "backward" : "forward";
}

function rangeEnds({ from, to }: RangeLeaf, part: KeyPart, equal: KeyAccess["equal"]): { from?: Buffer; to?: Buffer } {
  const keyOf = (value: SlotValue) => encodeKey([...equal, { descending: part.descending, value }]);
  const [low, high] = part.descending ? [to, from] : [from, to];
  const first = low && (low.inclusive ? keyOf(low.value) : afterKeys(keyOf(low.value)));
  const last = high && (high.inclusive ? afterKeys(keyOf(high.value)) : keyOf(high.value));
  return { ...(first ? { from: first } : {}), ...(last ? { to: last } : {}) };
}

/** The least key above all that begin with these bytes; undefined when there is none. */
export function afterKeys(start: Buffer): Buffer | undefined {
  let end = start.length;
  while (end > 0 && start[end - 1] === 0xff) end--;
  if (end === 0) return undefined;
  const after = Buffer.from(start.subarray(0, end));
  after[end - 1] = (after[end - 1] ?? 0) + 1;
  return after;
}
