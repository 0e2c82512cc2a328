/** How far the ends of indexes are looked into for the least and the most (extremes-sql.ts). */
export interface Reach {
  /** So many entries, for one figure of one group. */
  entries: number;
  /** Only where each condition finds more than so many records for each entry that may be looked at. */
  worth: number;
}

/** Looked at in vain, these cost at most half of reading what the conditions find. */
export const REACH: Reach = { entries: 400, worth: 2 };
