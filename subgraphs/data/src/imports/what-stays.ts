import type { ImportMode } from "./import-state.ts";

/** What becomes of what was stored by then. */
export function whatStays({ mode }: { mode: ImportMode }): string {
  return mode === "STRICT" ? "Nothing of the file stays." : "What was stored by then stays.";
}
