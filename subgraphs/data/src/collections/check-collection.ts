import { COLLECTION_NAME } from "@bulkhead/kernel/collection-name.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { checkSchema } from "../json-schema/check-schema.ts";
import { layoutOf } from "../records/layout.ts";

/** What is wrong with a collection that does not exist yet: for whoever writes one down, to be defined later. */
export function checkCollection({ name, schema }: { name: string; schema: unknown }): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!COLLECTION_NAME.test(name)) {
    const message = "Name it with 1 to 63 lower-case letters, digits and underscores, a letter first.";
    faults.push({ path: "name", code: "INVALID_NAME", message });
  }
  try {
    layoutOf(checkSchema(schema));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const found = error.fields ?? [{ path: "", code: error.code, message: error.message }];
    faults.push(...found.map((fault) => ({ ...fault, path: `schema${fault.path}` })));
  }
  return faults;
}
