import { violatedConstraint } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { toPointer } from "../json-schema/json.ts";
import type { Layout } from "./layout.ts";

/** CONFLICT with the field whose value another record has; undefined for whatever else went wrong. */
export function uniqueConflict(error: unknown, { fields }: Pick<Layout, "fields">): AppError | undefined {
  const [, slot] = /^record_(u\d)$/.exec(violatedConstraint(error) ?? "") ?? [];
  const field = slot === undefined ? undefined : fields.find(({ unique }) => unique === slot);
  if (!field) return undefined;
  const message = `Another record has this value of "${field.name}", which must be unique. Give another one.`;
  const path = toPointer([field.name]);
  return new AppError("CONFLICT", message, { fields: [{ path, code: "NOT_UNIQUE", message }], cause: error });
}
