import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ANNOTATION_KEYWORDS } from "./annotations.ts";
import { costOf, MAX_DATA_DEPTH, MAX_WORK } from "./cost.ts";
import { toFault } from "./faults.ts";
import { formats } from "./formats.ts";
import { checkJson, MAX_FAULTS, toPointer } from "./json.ts";
import { type SchemaObject, schemasIn } from "./keywords.ts";
import { createPatterns, type Patterns, PatternTooCostly } from "./patterns.ts";
import { type Retention, retentionsOf } from "./retention.ts";

/** A collection's schema, ready to judge records. Synchronous, and bounded in time whatever the record holds. */
export interface RecordValidator {
  /** Everything wrong with a record, at most 20 faults; empty when it is right. */
  faults(record: unknown): FieldFault[];
  /** Only the first thing wrong: what an import reports of a row, at half the price. */
  firstFault(record: unknown): FieldFault | undefined;
  /** What of a record is kept for a time. */
  readonly retentions: readonly Retention[];
}

/** Up to this much work all faults are collected; beyond it the first must do, for each costs memory as well. */
const MAX_REPORTED_WORK = 200_000;

/** Compiles a schema that `checkSchema` accepted. */
export function compileValidator(schema: SchemaObject): RecordValidator {
  const cost = costOf(schema, resolver(schema));
  const patterns = createPatterns();
  const first = compile(schema, patterns, false);
  let all: ValidateFunction | undefined;

  function judge(record: unknown, report: boolean): FieldFault[] {
    if (typeof record !== "object" || record === null || Array.isArray(record))
      return [{ path: "", code: "TYPE", message: "Give an object." }];
    const shape = checkJson(record, MAX_DATA_DEPTH);
    if (shape.faults.length > 0) return shape.faults;
    if (cost * shape.nodes > MAX_WORK) return [tooCostly("This record has too many values for so large a schema.")];
    const errors = run(first, patterns, record);
    if (errors.length === 0 || !report || cost * shape.nodes > MAX_REPORTED_WORK) return errors;
    all ??= compile(schema, patterns, true);
    return run(all, patterns, record);
  }

  return {
    faults: (record) => judge(record, true),
    firstFault: (record) => judge(record, false)[0],
    retentions: retentionsOf(schema),
  };
}

function run(validate: ValidateFunction, patterns: Patterns, record: unknown): FieldFault[] {
  patterns.reset();
  try {
    if (validate(record)) return [];
    return (validate.errors ?? []).slice(0, MAX_FAULTS).map(toFault);
  } catch (error) {
    // A RangeError is the stack's end: a schema of long chains on deeply nested data.
    if (error instanceof PatternTooCostly || error instanceof RangeError)
      return [tooCostly("This record is too large for the schema of its collection.")];
    throw error;
  } finally {
    validate.errors = null;
  }
}

function tooCostly(message: string): FieldFault {
  return { path: "", code: "TOO_COSTLY", message };
}

/**
 * One ajv per schema: an ajv keeps every pattern and constant it has ever compiled. References stay calls (inlining
 * them can make a small schema into megabytes of code), and only own properties count, so that a property called
 * `constructor` is not found on every object.
 */
function compile(schema: SchemaObject, patterns: Patterns, allErrors: boolean): ValidateFunction {
  const ajv = new Ajv2020({
    strict: true,
    // `anyOf: [{ required: ["a"] }, { required: ["b"] }]` is how alternatives are written, and types may be unions.
    strictRequired: false,
    allowUnionTypes: true,
    allErrors,
    inlineRefs: false,
    ownProperties: true,
    messages: false,
    meta: false,
    validateSchema: false,
    logger: false,
    // 0.07 is a multiple of 0.01, although 0.07 / 0.01 is 7.000000000000001.
    multipleOfPrecision: 8,
    formats,
    keywords: ANNOTATION_KEYWORDS,
    code: { regExp: patterns.compile },
  });
  return ajv.compile(boundIntegers(schema));
}

/** Beyond ±(2^53 - 1) a JSON number has lost digits before anyone here could see it: such an integer is refused. */
function boundIntegers(schema: SchemaObject): SchemaObject {
  const copy = structuredClone(schema);
  for (const { schema: one } of schemasIn(copy)) {
    const types = [one.type].flat();
    if (!types.includes("integer") || types.includes("number")) continue;
    one.minimum = Math.max(Number(one.minimum ?? -Infinity), Number.MIN_SAFE_INTEGER);
    one.maximum = Math.min(Number(one.maximum ?? Infinity), Number.MAX_SAFE_INTEGER);
  }
  return copy;
}

/** Finds the schema a local `$ref` means; undefined when it means none. */
export function resolver(root: SchemaObject): (ref: string) => SchemaObject | undefined {
  const byPointer = new Map<string, SchemaObject>();
  for (const { schema, path } of schemasIn(root)) byPointer.set(toPointer(path), schema);
  return (ref) => {
    try {
      return ref.startsWith("#") ? byPointer.get(decodeURIComponent(ref.slice(1))) : undefined;
    } catch {
      return undefined;
    }
  };
}
