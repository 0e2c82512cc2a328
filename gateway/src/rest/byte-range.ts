import { AppError } from "@bulkhead/kernel/error.ts";

/** The bytes `from` up to, not including, `to`. */
export interface WantedRange {
  from: number;
  to: number;
}

/**
 * One range of bytes (RFC 9110 section 14.1.2); undefined for all of them, as also when the header asks for several or is none
 * that we know, which a server may pass over. `ifRange` is another version than ours: all of them (section 13.1.5).
 */
export function readRange(
  header: string | undefined,
  ifRange: string | undefined,
  etag: string,
  length: number,
): WantedRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if ((first === "" && last === "") || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const from = first === "" ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === "" || last === "" ? length : Math.min(Number(last) + 1, length);
  if (from < to) return { from, to };
  throw new AppError(
    "RANGE_NOT_SATISFIABLE",
    `There are ${length} bytes: ask for a range that begins before their end.`,
  );
}
