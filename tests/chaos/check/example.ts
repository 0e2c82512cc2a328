import type { Asked, ChangeEntry, DeliveryEntry, Entry, ImportEntry, Outcome } from "../history.ts";
import type { Evidence, StoredEvent } from "./evidence.ts";

/** A small run in which every promise was kept: what a checker must find nothing in, and tests spoil. */
export function soundRun(): { entries: Entry[]; evidence: Evidence } {
  return { entries: entries(), evidence: evidence() };
}

const TENANT = "a";

export function asked(at: number, outcome: Outcome = "acknowledged", code: string | null = null): Asked {
  return { tenant: TENANT, gateway: "gateway-1", at, ms: 10, outcome, code, foreign: [] };
}

type Kind = ChangeEntry["kind"];

function change(kind: Kind, mark: string, recordId: string | null, version: number, outcome?: Outcome): ChangeEntry {
  const code = outcome === "maybe" ? "UNAVAILABLE" : outcome === "refused" ? "VERSION_MISMATCH" : null;
  return { type: "change", asked: asked(100, outcome, code), collection: "ledger", kind, mark, recordId, version };
}

function delivery(
  kind: string,
  recordId: string,
  version: number | null,
  mark: string | null,
  rows = false,
): DeliveryEntry {
  const collection = rows ? "rows" : "ledger";
  const common = { type: "delivery", at: 200, subscriber: `a ${collection}`, tenant: TENANT, collection } as const;
  return { ...common, kind, recordId, version, mark, foreign: [] };
}

const FILE: ImportEntry = {
  type: "import",
  asked: asked(300),
  collection: "rows",
  mode: "partial",
  mark: "import-1",
  sha256: "digest",
  goodRows: 2,
  badRows: 1,
  importId: "imp_1",
};

function entries(): Entry[] {
  return [
    { type: "start", subscriber: "a ledger", tenant: TENANT, collection: "ledger", recordId: "rec_0" },
    { type: "start", subscriber: "a rows", tenant: TENANT, collection: "rows", recordId: "rec_0" },
    change("create", "create-0", "rec_0", 1),
    change("create", "create-1", "rec_1", 1),
    change("update", "update-1", "rec_1", 2),
    // Nobody knows whether this one happened: it did.
    change("update", "update-2", "rec_1", 3, "maybe"),
    // And of this one: it did not.
    change("create", "create-2", null, 1, "maybe"),
    change("update", "update-3", "rec_1", 2, "refused"),
    change("create", "create-3", "rec_3", 1),
    change("delete", "delete-1", "rec_3", 1),
    FILE,
    { type: "read", asked: asked(400), what: "record", stale: null },
    { type: "key", asked: asked(500), step: "create", keyId: "key_1" },
    { type: "key", asked: asked(520), step: "use", keyId: "key_1" },
    { type: "key", asked: asked(540), step: "revoke", keyId: "key_1" },
    { type: "key", asked: asked(900), step: "use", keyId: "key_1" },
    { type: "key", asked: asked(1_600, "refused", "UNAUTHENTICATED"), step: "use", keyId: "key_1" },
    delivery("CREATED", "rec_1", 1, "create-1"),
    delivery("UPDATED", "rec_1", 2, "update-1"),
    delivery("UPDATED", "rec_1", 3, "update-2"),
    delivery("CREATED", "rec_3", 1, "create-3"),
    delivery("DELETED", "rec_3", null, null),
    delivery("CREATED", "rec_10", 1, "import-1", true),
    delivery("CREATED", "rec_11", 1, "import-1", true),
    {
      type: "fault",
      kind: "cut hop",
      victim: "x",
      at: 2_000,
      healedAt: 3_000,
      readyAt: 3_100,
      unreachable: [],
      losesAnswers: false,
    },
  ];
}

function event(type: string, about: string, version: number | null = null, mark: string | null = null): StoredEvent {
  const collection = type.startsWith("record.") ? "ledger" : null;
  return { tenant: TENANT, type, collection, about, version, mark, firstRow: null, lastRow: null, count: null };
}

function evidence(): Evidence {
  const audit = (action: string, target: string, version: number | null = null, changed: boolean | null = null) => ({
    tenant: TENANT,
    action,
    target,
    version,
    changed,
  });
  const row = (id: string, version: number, mark: string, importRow: number | null = null) => ({
    tenant: TENANT,
    collection: importRow === null ? "ledger" : "rows",
    id,
    version,
    mark,
    canary: "canary-a",
    importId: importRow === null ? null : "imp_1",
    importRow,
  });
  return {
    tenants: [
      { slug: TENANT, canary: "canary-a" },
      { slug: "b", canary: "canary-b" },
    ],
    records: [
      row("rec_0", 1, "create-0"),
      row("rec_1", 3, "update-2"),
      row("rec_10", 1, "import-1", 1),
      row("rec_11", 1, "import-1", 2),
    ],
    events: [
      event("record.created", "rec_0", 1, "create-0"),
      event("record.created", "rec_1", 1, "create-1"),
      event("record.updated", "rec_1", 2, "update-1"),
      event("record.updated", "rec_1", 3, "update-2"),
      event("record.created", "rec_3", 1, "create-3"),
      event("record.deleted", "rec_3", 1),
      event("import.created", "imp_1"),
      { ...event("records.imported", "imp_1"), collection: "rows", firstRow: 1, lastRow: 2, count: 2 },
      event("import.finished", "imp_1"),
      event("api-key.created", "key_1"),
      event("api-key.revoked", "key_1"),
    ],
    audits: [
      audit("record.create", "rec_0", 1),
      audit("record.create", "rec_1", 1),
      audit("record.update", "rec_1", 2),
      audit("record.update", "rec_1", 3),
      audit("record.create", "rec_3", 1),
      audit("record.delete", "rec_3", 1),
      audit("import.create", "imp_1"),
      audit("import.finish", "imp_1"),
      audit("api-key.create", "key_1"),
      audit("api-key.revoke", "key_1", null, true),
      // The key was revoked twice: recorded, and no change.
      audit("api-key.revoke", "key_1", null, false),
    ],
    imports: [
      {
        tenant: TENANT,
        id: "imp_1",
        mode: "PARTIAL",
        status: "SUCCEEDED",
        sha256: "digest",
        rowsStored: 2,
        rowsRejected: 1,
        records: 2,
        distinctRows: 2,
        rejections: 1,
      },
    ],
    logged: ['{"level":"info","msg":"listening"}'],
    exits: [],
  };
}
