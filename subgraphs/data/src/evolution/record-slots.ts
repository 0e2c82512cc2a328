import type { Collection } from "../collections/directory.ts";
import { type SlotValues, slotValues } from "../records/slot-values.ts";
import { type Data, mustMap } from "./map-record.ts";

/** Slots of a validated record; while its collection is migrated, those of the next layout as well. */
export function recordSlots(collection: Collection, data: object): SlotValues {
  const current = slotValues(data, collection);
  if (!collection.pending) return current;
  const { mapping, layout } = collection.pending;
  const next = slotValues(mustMap(mapping, data as Data), layout);
  return current.map((value, at) => value ?? next[at] ?? null);
}
