import type { RowCode } from "../../codes.ts";

/** What is wrong with a JSON text, at the value that `pointer` leads to; null when it is no JSON at all. */
export interface JsonFault {
  code: RowCode;
  pointer: string | null;
  message: string;
}
