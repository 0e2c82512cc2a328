import { randomBytes, randomInt } from "node:crypto";
import { encodeId, ID_PREFIX, type IdKind, newUuid } from "@bulkhead/kernel/id.ts";

/** Kinds of id an argument can carry; each is also probed where another kind is expected. */
export const ID_KINDS = [
  "tenant",
  "user",
  "member",
  "apiKey",
  "collection",
  "record",
  "deletedRecord",
  "goneRecord",
  "import",
  "importProfile",
  "bulkChange",
  "waitingBulkChange",
  "waitingImport",
  "goingImport",
  "endingImport",
  "export",
  "waitingExport",
  "goingExport",
  "endingExport",
  "oldExport",
  "blob",
  "upload",
  "auditEvent",
  "job",
  "oauthClient",
  "grant",
  "factor",
  "invitation",
  "serviceAccount",
  "tenantExport",
  "domain",
  "joinRequest",
  "otherJoinRequest",
  "operator",
  "impersonation",
  "collectionMigration",
] as const;

/** Two things of one kind: what is done to the first leaves nothing to be done, or they are found in different ways. */
export function idKindOf(kind: (typeof ID_KINDS)[number]): IdKind {
  if (kind === "deletedRecord" || kind === "goneRecord") return "record";
  if (kind === "waitingBulkChange") return "bulkChange";
  if (kind === "waitingExport" || kind === "goingExport" || kind === "endingExport" || kind === "oldExport")
    return "export";
  if (kind === "upload") return "blob";
  if (kind === "waitingImport" || kind === "goingImport" || kind === "endingImport") return "import";
  return kind === "otherJoinRequest" ? "joinRequest" : kind;
}

type IdReference = (typeof ID_KINDS)[number];

/**
 * What is put where an id belongs: everything of its kind, whatever state it is in, and one thing of each other kind,
 * of which no more is read than that it is of another.
 */
export function idsFor(kind: IdReference): IdReference[] {
  const isFirst = (one: IdReference) => ID_KINDS.find((other) => idKindOf(other) === idKindOf(one)) === one;
  const isNear = (one: IdReference) => idKindOf(one) === idKindOf(kind);
  return [kind, ...ID_KINDS.filter((one) => one !== kind && (isNear(one) || isFirst(one)))];
}

export const NAMES = [
  "collectionName",
  "importProfileName",
  "email",
  "personName",
  "keyName",
  "clientName",
  "roleName",
  "serviceAccountName",
  "invitedEmail",
  "indexedText",
  "exportSignature",
  "slug",
  "domainName",
] as const;

/** One per list whose cursors are sealed for it alone. */
export const CURSORS = [
  "membersCursor",
  "usersCursor",
  "apiKeysCursor",
  "serviceAccountsCursor",
  "invitationsCursor",
  "oauthClientsCursor",
  "recordsCursor",
  "sortedRecordsCursor",
  "versionsCursor",
  "deletedVersionsCursor",
  "deletedRecordsCursor",
  "bulkChangesCursor",
  "exportsCursor",
  "bulkFailuresCursor",
  "importsCursor",
  "rejectionsCursor",
  "collectionsCursor",
  "collectionVersionsCursor",
  "collectionMigrationsCursor",
  "migrationFailuresCursor",
  "auditEventsCursor",
  "jobsCursor",
  "usageDaysCursor",
  "sessionsCursor",
  "changeCursor",
  "tenantConfigVersionsCursor",
  "tenantConfigCursor",
  "joinRequestsCursor",
] as const;

export type Reference = (typeof ID_KINDS)[number] | (typeof NAMES)[number] | (typeof CURSORS)[number];

/**
 * Everything of one tenant that a call can point at: ids, names and cursors. `own` is the caller's, `foreign` another
 * tenant's, `phantom` nobody's; a call that can tell foreign from phantom is a leak.
 */
export type World = Readonly<Record<Reference, string>>;

const ALPHABETS: [RegExp, string][] = [
  [/[a-z]/, "abcdefghijklmnopqrstuvwxyz"],
  [/[A-Z]/, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  [/[0-9]/, "0123456789"],
];

/** A text of the same form that nobody has: letters for letters, digits for digits, all else as it is. */
export function phantomText(text: string): string {
  return text.replace(/[a-zA-Z0-9]/g, (character) => {
    const alphabet = ALPHABETS.find(([pattern]) => pattern.test(character))?.[1] ?? "x";
    return alphabet[randomInt(alphabet.length)] as string;
  });
}

export function phantomOf(world: World): World {
  const phantom: Record<string, string> = {};
  for (const kind of ID_KINDS) phantom[kind] = encodeId(idKindOf(kind), newUuid());
  for (const name of NAMES) phantom[name] = phantomText(world[name]);
  // Its length tells what a cursor holds: the phantom has the same.
  for (const name of CURSORS)
    phantom[name] = randomBytes(Buffer.from(world[name], "base64url").length).toString("base64url");
  return phantom as World;
}

export function isIdKind(reference: Reference): reference is (typeof ID_KINDS)[number] {
  return (ID_KINDS as readonly string[]).includes(reference);
}

/** Kinds of public id that no argument of the API takes, with the reason. */
export const KINDS_NOT_PROBED: Partial<Record<IdKind, string>> = {
  request: "Requests are not stored; nothing looks them up.",
  role: "Roles are given and looked up by name; the audit log alone has their ids.",
};

/** Fails when the kernel knows a kind of id that the worlds lack. */
export function kindFaults(): string[] {
  return (Object.keys(ID_PREFIX) as IdKind[])
    .filter((kind) => !(ID_KINDS as readonly string[]).includes(kind) && !(kind in KINDS_NOT_PROBED))
    .map(
      (kind) =>
        `kernel/id.ts knows ids of kind ${kind}: add it to ID_KINDS in tests/testkit/isolation/world.ts and seed one in build-world.ts`,
    );
}
