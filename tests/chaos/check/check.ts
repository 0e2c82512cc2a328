import type { Entry } from "../history.ts";
import { checkAudit } from "./audit.ts";
import { checkChanges } from "./changes.ts";
import {
  checkCanaries,
  checkDeadlines,
  checkForeseen,
  checkKeys,
  checkProcesses,
  checkReads,
  checkRecovery,
} from "./conduct.ts";
import { checkDeliveries } from "./deliveries.ts";
import type { Evidence } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { checkImports } from "./imports.ts";

/** Compares what clients saw with what is there. No finding means that every promise was kept. */
export function check(entries: readonly Entry[], evidence: Evidence): Finding[] {
  return [
    ...checkChanges(entries, evidence),
    ...checkAudit(evidence),
    ...checkImports(entries, evidence),
    ...checkDeliveries(entries, evidence),
    ...checkCanaries(entries, evidence),
    ...checkReads(entries),
    ...checkKeys(entries),
    ...checkDeadlines(entries),
    ...checkForeseen(entries),
    ...checkProcesses(evidence),
    ...checkRecovery(entries),
  ];
}
