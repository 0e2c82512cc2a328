import type { Evidence, StoredAudit, StoredEvent } from "./evidence.ts";
import { countBy, type Finding } from "./finding.ts";

/** The audit action of each event that stands for a change of its own. */
const ACTIONS: Record<string, string> = {
  "record.created": "record.create",
  "record.updated": "record.update",
  "record.deleted": "record.delete",
  "api-key.created": "api-key.create",
  "api-key.revoked": "api-key.revoke",
  "import.created": "import.create",
  "import.finished": "import.finish",
};
const AUDITED = new Set(Object.values(ACTIONS));

/** Change ⇔ event ⇔ audit: each event has exactly one audit entry and each audit entry of these actions its event. */
export function checkAudit({ events, audits }: Pick<Evidence, "events" | "audits">): Finding[] {
  const relevant = audits.filter(({ action, changed }) => AUDITED.has(action) && changed !== false);
  const audited = countBy(relevant, keyOfAudit);
  const happened = countBy(
    events.filter(({ type }) => type in ACTIONS),
    keyOfEvent,
  );
  const findings: Finding[] = [];
  for (const [key, count] of happened) {
    if (count !== 1) findings.push({ rule: "one event for a change", what: `${key} has ${count} events` });
    if (audited.get(key) !== 1)
      findings.push({
        rule: "one audit entry for a change",
        what: `${key} has ${audited.get(key) ?? 0} audit entries`,
      });
  }
  for (const key of audited.keys())
    if (!happened.has(key)) findings.push({ rule: "no audit entry without a change", what: `${key} has no event` });
  return findings;
}

/** A record's versions are told apart; all others happen once. */
function keyOfEvent({ tenant, type, about, version }: StoredEvent): string {
  return `${tenant} ${ACTIONS[type]} ${about} ${version ?? ""}`;
}

function keyOfAudit({ tenant, action, target, version }: StoredAudit): string {
  return `${tenant} ${action} ${target} ${version ?? ""}`;
}
