export const TEXT_SLOTS = ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"] as const;
export const NUMBER_SLOTS = ["n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"] as const;
export const UNIQUE_SLOTS = ["u1", "u2", "u3", "u4"] as const;
export const KEY_SLOTS = ["k1", "k2", "k3", "k4"] as const;
/** The columns of data.record that hold copies of fields, in the order of `SlotValues`. */
export const SLOTS = [...TEXT_SLOTS, ...NUMBER_SLOTS, ...UNIQUE_SLOTS, ...KEY_SLOTS] as const;

/** Holds one field, typed. */
export type Slot = (typeof TEXT_SLOTS)[number] | (typeof NUMBER_SLOTS)[number];
/** Holds one field whose values no two records of a collection share; null when the record lacks it. */
export type UniqueSlot = (typeof UNIQUE_SLOTS)[number];
/** Holds the key of a composite index. */
export type KeySlot = (typeof KEY_SLOTS)[number];
