import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { ErrorObject } from "ajv";
import { MAX_PATH, toPointer } from "./json.ts";

type Params = { [name: string]: unknown };

/** What to do about each keyword's refusal. Sentences hold limits of the schema, never values of the record. */
const SENTENCES: { [keyword: string]: (params: Params) => string } = {
  type: (p) => `Give ${oneOf(p.type)}.`,
  required: () => "Add this property: it is required.",
  dependentRequired: () => "Add this property: another one needs it.",
  additionalProperties: () => "Remove this property: the schema does not know it.",
  unevaluatedProperties: () => "Remove this property: the schema does not know it.",
  propertyNames: () => "Rename this property: the schema does not allow its name.",
  minLength: (p) => `Give at least ${p.limit} characters.`,
  maxLength: (p) => `Give at most ${p.limit} characters.`,
  pattern: () => "Give a text that matches the pattern of the schema.",
  format: (p) => `Give a text in the format ${p.format}.`,
  minimum: (p) => `Give a number that is ${p.comparison} ${p.limit}.`,
  maximum: (p) => `Give a number that is ${p.comparison} ${p.limit}.`,
  exclusiveMinimum: (p) => `Give a number that is ${p.comparison} ${p.limit}.`,
  exclusiveMaximum: (p) => `Give a number that is ${p.comparison} ${p.limit}.`,
  multipleOf: (p) => `Give a multiple of ${p.multipleOf}.`,
  enum: () => "Give one of the values the schema lists.",
  const: () => "Give the one value the schema allows.",
  minItems: (p) => `Give at least ${p.limit} items.`,
  maxItems: (p) => `Give at most ${p.limit} items.`,
  items: (p) => `Give at most ${p.limit} items.`,
  unevaluatedItems: () => "Remove the items the schema does not know.",
  uniqueItems: () => "Give each item once.",
  contains: () => "Give as many items of the wanted kind as the schema asks for.",
  minProperties: (p) => `Give at least ${p.limit} properties.`,
  maxProperties: (p) => `Give at most ${p.limit} properties.`,
  not: () => "Give a value other than those the schema excludes.",
  anyOf: () => "Give a value that fits one of the schema's alternatives.",
  oneOf: () => "Give a value that fits exactly one of the schema's alternatives.",
  if: () => "Give a value that fits the schema's condition.",
  "false schema": () => "Remove this value: the schema allows none here.",
};

function oneOf(type: unknown): string {
  const names = String(type).split(",");
  return names
    .map((name) => (name === "null" ? "null" : /^[aio]/.test(name) ? `an ${name}` : `a ${name}`))
    .join(" or ");
}

/** ajv's error in our words: a JSON pointer to the value, the keyword as the code, and a sentence. */
export function toFault(error: ErrorObject): FieldFault {
  const params = error.params as Params;
  const property =
    params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty ?? params.propertyName;
  const path = typeof property === "string" ? error.instancePath + toPointer([property]) : error.instancePath;
  const code = error.keyword.replace(/[A-Z]/g, "_$&").replace(/\W+/g, "_").toUpperCase();
  return {
    path: path.slice(0, MAX_PATH),
    code,
    message: SENTENCES[error.keyword]?.(params) ?? "Give a value that fits the schema.",
  };
}
