import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import type { Collection } from "../../collections/directory.ts";
import type { ImportAction, ImportJob } from "../import-state.ts";

/** The property by which an import finds the record of a row; null for one that only makes records. */
export function readKey(
  { fields }: Pick<Collection, "fields">,
  action: ImportAction,
  key: string | null | undefined,
): ImportJob["key"] {
  const fault = (code: string, message: string): FieldFault => ({ path: "input.key", code, message });
  if (action === "CREATE") {
    if (key != null) refuseFaults([fault("KEY_NOT_USED", "Leave `key` out, or say UPSERT or REPLACE as `action`.")]);
    return null;
  }
  const unique = fields.filter((field) => field.unique);
  const which =
    unique.length === 0
      ? 'This collection has none: mark a property "x-unique" in its schema first.'
      : `Here that is ${unique.map(({ name }) => JSON.stringify(name)).join(" or ")}.`;
  if (key == null)
    refuseFaults([fault("KEY_REQUIRED", `Name the unique property that says which record a row is about. ${which}`)]);
  const found = unique.find(({ name }) => name === key);
  if (!found?.unique) {
    refuseFaults([fault("KEY_NOT_UNIQUE", `Name a property that no two records share. ${which}`)]);
    throw new Error("unreachable");
  }
  return { name: found.name, slot: found.unique };
}
