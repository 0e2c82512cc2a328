import { COLLECTION_NAME } from "@bulkhead/kernel/collection-name.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { readName } from "@bulkhead/kernel/input.ts";
import { isPermission, type Permission } from "@bulkhead/kernel/permission.ts";
import { ROLES } from "./roles.ts";

/** Roles of one tenant: each is part of what every process keeps of it. */
export const MAX_ROLES = 50;
/** Characters. */
const MAX_ROLE_NAME = 60;
export const MAX_COLLECTIONS_OF_ROLE = 100;

const SHAPE = /^\p{L}[\p{L}\p{M}\p{N} ._-]*$/u;
/** Letters of these scripts look alike, so a name has those of one. */
const LOOK_ALIKES = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

const reserved: ReadonlySet<string> = new Set([
  ...ROLES.map(({ name }) => folded(name)),
  "owner",
  "operator",
  "platform",
]);

function folded(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

/** A name that nobody takes for a predefined role. Faults are added to `faults`. */
export function readRoleName(given: string, faults: FieldFault[]): string {
  const path = "input.name";
  const before = faults.length;
  const name = readName(given, path, faults);
  if (faults.length > before) return name;
  if ([...name].length > MAX_ROLE_NAME)
    faults.push({ path, code: "INVALID_LENGTH", message: `Give a name of 1 to ${MAX_ROLE_NAME} characters.` });
  else if (!SHAPE.test(name) || LOOK_ALIKES.filter((script) => script.test(name)).length > 1) {
    const message =
      "Name it with letters of one script, digits, spaces, dots, hyphens and underscores, a letter first.";
    faults.push({ path, code: "INVALID_NAME", message });
  } else if (reserved.has(folded(name))) {
    const message = "This name is reserved, as are those of the predefined roles. Choose another one.";
    faults.push({ path, code: "RESERVED_NAME", message });
  }
  return name;
}

/** Of a name that is on no list. A long one is no slip of the pen, and is not sent back. */
export function unknownPermission(path: string, name: string): FieldFault {
  const which = name.length <= 64 ? ` ${JSON.stringify(name)}` : " of this name";
  const message = `There is no permission${which}. The list is in docs/security/permissions.md.`;
  return { path, code: "UNKNOWN_PERMISSION", message };
}

/** Permissions of the closed list, each once, in its order of the alphabet. */
export function readPermissions(given: readonly string[], faults: FieldFault[]): Permission[] {
  const path = "input.permissions";
  const unknown = given.filter((one) => !isPermission(one));
  if (unknown.length > 0) {
    faults.push(unknownPermission(path, unknown[0] ?? ""));
  }
  if (given.length === 0) faults.push({ path, code: "REQUIRED", message: "Give at least one permission." });
  return [...new Set(given.filter(isPermission))].sort();
}

/** Names of collections, whether there are such or not: they may be defined later. Null: all. */
export function readCollections(given: readonly string[] | null | undefined, faults: FieldFault[]): string[] | null {
  if (given == null) return null;
  const path = "input.collections";
  const names = [...new Set(given)].sort();
  if (names.length < 1 || names.length > MAX_COLLECTIONS_OF_ROLE) {
    const message = `Name 1 to ${MAX_COLLECTIONS_OF_ROLE} collections, or give null for all of them.`;
    faults.push({ path, code: "INVALID_LENGTH", message });
  }
  if (!names.every((name) => COLLECTION_NAME.test(name))) {
    const message = "Collections have names of 1 to 63 lower-case letters, digits and underscores, a letter first.";
    faults.push({ path, code: "INVALID_NAME", message });
  }
  return names;
}
