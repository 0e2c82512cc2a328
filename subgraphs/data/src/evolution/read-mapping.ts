import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { MAX_DATA_DEPTH } from "../json-schema/cost.ts";
import { checkJson } from "../json-schema/json.ts";
import type { Conversion, Mapping, MappingStep } from "./map-record.ts";

/** A step as it comes in: what is left out may be null. */
export interface MappingInput {
  field: string;
  from?: string | null;
  value?: unknown;
  remove?: boolean | null;
  convert?: Conversion | null;
}

const MAX_STEPS = 100;
const MAX_NAME = 200;
const MAX_BYTES = 65_536;

/** Throws BAD_USER_INPUT with every fault. */
export function readMapping(input: readonly MappingInput[]): Mapping {
  const faults: FieldFault[] = [];
  if (input.length > MAX_STEPS)
    faults.push({ path: "input.mapping", code: "TOO_MANY", message: `Give at most ${MAX_STEPS} steps.` });
  refuseFaults(faults);
  const fields = new Set<string>();
  const mapping = input.map((step, at) => {
    const fault = (name: string, code: string, message: string) =>
      faults.push({ path: `input.mapping[${at}].${name}`, code, message });
    for (const name of ["field", "from"] as const) {
      const given = step[name];
      if (given != null && !isName(given))
        fault(name, "INVALID_NAME", `Name a property, in 1 to ${MAX_NAME} characters.`);
    }
    if (fields.has(step.field)) fault("field", "DUPLICATE", "Give one step for each property.");
    fields.add(step.field);
    if (step.from === step.field) fault("from", "SAME", "Leave this out where the property keeps its name.");
    const says = step.from != null || step.value !== undefined || step.convert != null;
    if (step.remove ? says : !says)
      fault("remove", "UNCLEAR", "Give either remove, or at least one of from, value and convert.");
    if (step.value !== undefined && checkJson(step.value, MAX_DATA_DEPTH).faults.length > 0)
      fault("value", "INVALID_VALUE", "Give a JSON value that a record may hold.");
    return toStep(step);
  });
  refuseFaults(faults);
  const text = JSON.stringify(mapping);
  if (Buffer.byteLength(text) > MAX_BYTES)
    refuseFaults([{ path: "input.mapping", code: "TOO_LARGE", message: `Give at most ${MAX_BYTES} bytes as JSON.` }]);
  return JSON.parse(text) as Mapping;
}

function isName(name: string): boolean {
  return (
    name.length >= 1 &&
    name.length <= MAX_NAME &&
    checkJson({ [name]: 0 }, 1).faults.length === 0 &&
    name !== "__proto__"
  );
}

function toStep({ field, from, value, remove, convert }: MappingInput): MappingStep {
  return {
    field,
    ...(from == null ? {} : { from }),
    ...(value === undefined ? {} : { value }),
    ...(remove ? { remove } : {}),
    ...(convert == null ? {} : { convert }),
  };
}
