import { violatedConstraint } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Collection } from "../collections/directory.ts";
import { toPointer } from "../json-schema/json.ts";

/** What a write ran into that gave a unique field the value of another record; undefined when it was something else. */
export function valueTaken(error: unknown, collection: Collection): AppError | undefined {
  const slot = /^record_(u\d)$/.exec(violatedConstraint(error) ?? "")?.[1];
  if (slot === undefined) return undefined;
  const current = collection.fields.find(({ unique }) => unique === slot);
  const field = current ?? collection.pending?.layout.fields.find(({ unique }) => unique === slot);
  const message = current
    ? "Another record of the collection has this value. Give another one."
    : "The collection is migrated, and by its next schema no two records may have this value. Give another one.";
  const fields = [{ path: field ? toPointer([field.name]) : "", code: "VALUE_TAKEN", message }];
  return new AppError("CONFLICT", message, { fields, cause: error });
}
