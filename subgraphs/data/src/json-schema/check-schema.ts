import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ANNOTATION_KEYWORDS, annotationFaults } from "./annotations.ts";
import { SchemaTooCostly } from "./cost.ts";
import { FORMAT_LENGTH } from "./formats.ts";
import { checkJson, MAX_FAULTS, toPointer } from "./json.ts";
import { KEYWORDS, type SchemaObject, schemasIn } from "./keywords.ts";
import { createPatterns, type Patterns, PatternTooCostly } from "./patterns.ts";
import { retentionFaults } from "./retention.ts";
import { compileValidator, resolver } from "./validator.ts";

export const MAX_SCHEMA_BYTES = 65_536;
const MAX_SCHEMA_DEPTH = 20;
const MAX_PROPERTIES = 500;
const MAX_REFERENCES = 100;
/** Branches of all allOf, anyOf and oneOf: compiling grows with their square, and it holds up the whole process. */
const MAX_BRANCHES = 200;
const MAX_UNIQUE_ITEMS = 1_000;
const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** Judges schemas by the 2020-12 meta-schema; what a keyword means to us is judged below. */
const metaSchema = new Ajv2020({ strict: true, messages: true, logger: false, addUsedSchema: false });
metaSchema.addVocabulary(ANNOTATION_KEYWORDS);

/**
 * Accepts the schema of a collection, or throws INVALID_SCHEMA with what to change. What comes out compiles, runs in
 * bounded time on every record, and reaches nothing outside itself.
 */
export function checkSchema(input: unknown): SchemaObject {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw invalidSchema([fault([], "TYPE", "Give a JSON Schema as an object.")]);
  const shape = checkJson(input, MAX_SCHEMA_DEPTH);
  if (shape.faults.length > 0) throw invalidSchema(shape.faults);
  const text = JSON.stringify(input);
  if (Buffer.byteLength(text) > MAX_SCHEMA_BYTES)
    throw invalidSchema([fault([], "TOO_LARGE", `A schema may have at most ${MAX_SCHEMA_BYTES} bytes as JSON.`)]);
  // What came in by GraphQL literals has objects without prototype; from its own JSON it is like any other.
  const schema = JSON.parse(text) as SchemaObject;
  const faults = [...unknownKeywords(schema)].slice(0, MAX_FAULTS);
  if (faults.length > 0) throw invalidSchema(faults);
  // By its name: what a schema says of its own dialect is judged with the rest.
  if (!metaSchema.validate(DIALECT, schema)) throw invalidSchema(metaFaults());
  const deeper = [...rootFaults(schema), ...deepFaults(schema)].slice(0, MAX_FAULTS);
  if (deeper.length > 0) throw invalidSchema(deeper);
  tryToCompile(schema);
  return schema;
}

export function invalidSchema(faults: FieldFault[]): AppError {
  return new AppError("INVALID_SCHEMA", "This JSON Schema cannot be used; see `fields` for what to change.", {
    fields: faults,
  });
}

function fault(path: readonly string[], code: string, message: string): FieldFault {
  return { path: toPointer(path), code, message };
}

const REMOTE: ReadonlySet<string> = new Set(["$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary"]);

function* unknownKeywords(root: SchemaObject): Generator<FieldFault> {
  for (const { schema, path } of schemasIn(root)) {
    for (const name of Object.keys(schema)) {
      if (REMOTE.has(name))
        yield fault(
          [...path, name],
          "UNSUPPORTED_KEYWORD",
          "Remove this keyword: a schema cannot name or reach others.",
        );
      else if (!KEYWORDS.has(name))
        yield fault([...path, name], "UNKNOWN_KEYWORD", "Remove this keyword: JSON Schema 2020-12 does not know it.");
    }
  }
}

function metaFaults(): FieldFault[] {
  const errors = metaSchema.errors ?? [];
  metaSchema.errors = null;
  return errors.slice(0, MAX_FAULTS).map(({ instancePath, keyword, message }) => ({
    path: instancePath,
    code: keyword.replace(/[A-Z]/g, "_$&").toUpperCase(),
    message: `JSON Schema 2020-12 says: ${message ?? "not valid"}.`,
  }));
}

function* rootFaults(root: SchemaObject): Generator<FieldFault> {
  if (root.type !== "object") yield fault(["type"], "TYPE", 'Say "type": "object": every record is an object.');
  if (root.$schema !== undefined && root.$schema !== DIALECT)
    yield fault(["$schema"], "UNSUPPORTED_DIALECT", "Use JSON Schema 2020-12, or leave $schema out.");
}

function* deepFaults(root: SchemaObject): Generator<FieldFault> {
  const resolve = resolver(root);
  const patterns = createPatterns();
  const references = new Set<unknown>();
  let properties = 0;
  let branches = 0;
  for (const { schema, path } of schemasIn(root)) {
    yield* oneSchemaFaults(schema, path);
    yield* patternFaults(schema, path, patterns);
    if (schema.$ref !== undefined) {
      references.add(schema.$ref);
      if (!resolve(String(schema.$ref)))
        yield fault(
          [...path, "$ref"],
          "REF",
          "Refer to a schema inside this one, such as #/$defs/name; nothing is fetched.",
        );
    }
    properties += Object.keys(schema.properties ?? {}).length;
    properties +=
      Object.keys(schema.dependentRequired ?? {}).length + Object.keys(schema.dependentSchemas ?? {}).length;
    for (const several of [schema.allOf, schema.anyOf, schema.oneOf])
      if (Array.isArray(several)) branches += several.length;
  }
  yield* retentionFaults(root, resolve);
  if (branches > MAX_BRANCHES)
    yield fault([], "TOO_LARGE", `Use at most ${MAX_BRANCHES} branches of allOf, anyOf and oneOf in all.`);
  if (properties > MAX_PROPERTIES) yield fault([], "TOO_LARGE", `Declare at most ${MAX_PROPERTIES} properties in all.`);
  if (references.size > MAX_REFERENCES)
    yield fault([], "TOO_LARGE", `Refer to at most ${MAX_REFERENCES} different schemas.`);
}

function* oneSchemaFaults(schema: SchemaObject, path: string[]): Generator<FieldFault> {
  if (path.length > 0 && schema.$schema !== undefined)
    yield fault([...path, "$schema"], "UNSUPPORTED_KEYWORD", "Say $schema at the top only.");
  if (typeof schema.format === "string" && !FORMAT_LENGTH.has(schema.format))
    yield fault([...path, "format"], "UNKNOWN_FORMAT", `Use one of ${[...FORMAT_LENGTH.keys()].join(", ")}.`);
  yield* annotationFaults(schema, path);
  if (schema.uniqueItems === true && !(typeof schema.maxItems === "number" && schema.maxItems <= MAX_UNIQUE_ITEMS))
    yield fault(
      [...path, "uniqueItems"],
      "UNBOUNDED",
      `Add "maxItems" of at most ${MAX_UNIQUE_ITEMS} beside uniqueItems.`,
    );
}

function* patternFaults(schema: SchemaObject, path: string[], patterns: Patterns): Generator<FieldFault> {
  const written = typeof schema.pattern === "string" ? [{ pattern: schema.pattern, at: ["pattern"] }] : [];
  for (const pattern of Object.keys(schema.patternProperties ?? {}))
    written.push({ pattern, at: ["patternProperties", pattern] });
  for (const { pattern, at } of written) {
    try {
      patterns.compile(pattern, "u");
    } catch (error) {
      const advice = "Write patterns in RE2 syntax: lookarounds and backreferences are not supported";
      const message = error instanceof PatternTooCostly ? error.message : `${advice} (${(error as Error).message}).`;
      yield fault([...path, ...at], "PATTERN", message.slice(0, 400));
    }
  }
}

function tryToCompile(schema: SchemaObject): void {
  try {
    compileValidator(schema);
  } catch (error) {
    throw invalidSchema([compileFault(error)]);
  }
}

function compileFault(error: unknown): FieldFault {
  if (error instanceof SchemaTooCostly || error instanceof PatternTooCostly)
    return fault([], "TOO_COSTLY", error.message);
  if (error instanceof RangeError) return fault([], "TOO_COSTLY", "The schema nests or refers too deeply.");
  if (!(error instanceof Error)) throw error;
  const reason = error.message.replace(/^strict mode: /, "").slice(0, 300);
  return fault([], "STRICT", `The schema is not strict enough to be understood without doubt: ${reason}.`);
}
