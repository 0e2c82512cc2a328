import type { Arrival } from "../passage.ts";

/** What one connection carries. */
export interface Connection {
  arrival: Arrival;
  /** The tenant it counts for, once known. */
  tenantId: string | undefined;
  close(code: number, reason: string): void;
}
