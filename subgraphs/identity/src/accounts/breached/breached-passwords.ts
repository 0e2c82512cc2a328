import type { Log } from "@bulkhead/kernel/log.ts";
import { openFilter } from "./filter.ts";
import { passwordDigest } from "./filter-format.ts";
import { createRangeQuery } from "./range-query.ts";

export interface BreachedOptions {
  /** Path of a filter that `bulkhead breached-passwords import` made. */
  filterFile?: string | undefined;
  /** Where a service answers range queries, without the digits. */
  rangeUrl?: string | undefined;
  rangeTimeoutMs?: number;
}

export interface BreachedPasswords {
  /** Whether a password is known to have been stolen. A source that fails is logged and says no. */
  has(password: string): Promise<boolean>;
}

/** The installation's own lists: both, one or none of them. */
export function createBreachedPasswords(options: BreachedOptions & { log: Log }): BreachedPasswords {
  const { filterFile, rangeUrl: url, rangeTimeoutMs: timeoutMs, log } = options;
  const range = url ? createRangeQuery({ url, log, ...(timeoutMs ? { timeoutMs } : {}) }) : undefined;
  return {
    async has(password) {
      if (filterFile !== undefined && (await isInFilter(filterFile, password, log))) return true;
      return (await range?.has(passwordDigest(password))) ?? false;
    },
  };
}

async function isInFilter(file: string, password: string, log: Log): Promise<boolean> {
  try {
    return await filterHas(file, password);
  } catch (error) {
    log.error({ detail: `${file} ${(error as Error).message}` }, "the filter of breached passwords cannot be asked");
    return false;
  }
}

/**
 * Whether a filter has a password, as it is or in small letters. Opened for each: passwords are set seldom, and the file
 * that the next import makes is found without a restart. Throws a FilterFault.
 */
export async function filterHas(file: string, password: string): Promise<boolean> {
  const filter = openFilter(file);
  try {
    const forms = [...new Set([password, password.toLowerCase()])];
    return (await Promise.all(forms.map((form) => filter.has(passwordDigest(form))))).includes(true);
  } finally {
    filter.close();
  }
}
