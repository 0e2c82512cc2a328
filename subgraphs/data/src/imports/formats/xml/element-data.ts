import { MAX_PATH, toPointer } from "../../../json-schema/json.ts";
import type { SchemaObject } from "../../../json-schema/keywords.ts";
import { resolver } from "../../../json-schema/validator.ts";
import type { RowCode, RowFault } from "../../codes.ts";
import { maskValue } from "../../mask-value.ts";
import { type RecordData, setField } from "../../record-data.ts";
import { typesOf } from "../csv/columns.ts";
import { EXPECTED, readCell } from "../csv/read-fields.ts";
import { parseJson } from "../json/parse-json.ts";
import type { Draft } from "../source-format.ts";
import { fieldOf, type XmlElement } from "./xml-element.ts";

type Resolve = (ref: string) => SchemaObject | undefined;

/** Thrown where an element is not what the schema says it is; caught for the record. */
class ElementFault extends Error {
  readonly fault: RowFault;
  constructor(fault: RowFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Makes records' elements into data, each value by the type that the collection's schema gives its field. */
export function createElementReader(schema: SchemaObject): (element: XmlElement, length: number) => Draft {
  const resolve = resolver(schema);
  return (element, length) => {
    try {
      const data = objectOf(element, schema, [], resolve);
      for (const [name, value] of element.attributes) {
        if (Object.hasOwn(data, name)) throw faultAt("VALUE_DUPLICATE", [name], TWICE, value);
        setField(data, name, scalarOf(value, propertyOf(schema, name, resolve), [name], resolve));
      }
      return { data, length };
    } catch (error) {
      if (error instanceof ElementFault) return { fault: error.fault };
      throw error;
    }
  };
}

const TWICE = "The field comes twice, and it is no array. Give it once.";

function objectOf(element: XmlElement, schema: unknown, path: string[], resolve: Resolve): RecordData {
  if (element.text.trim() !== "")
    throw faultAt("VALUE_TYPE", path, "Give elements for the fields, and no text between them.", element.text);
  const data: RecordData = {};
  const groups = Map.groupBy(element.children, fieldOf);
  for (const [name, elements] of groups) {
    const property = propertyOf(schema, name, resolve);
    const at = [...path, name];
    if (isArray(property, resolve) && !isJson(elements)) setField(data, name, arrayOf(elements, property, at, resolve));
    else if (elements.length > 1) throw faultAt("VALUE_DUPLICATE", at, TWICE, null);
    else setField(data, name, elementValue(elements[0] as XmlElement, property, at, resolve));
  }
  return data;
}

const isJson = ([first, ...others]: XmlElement[]) =>
  others.length === 0 && first?.attributes.get("encoding") === "json";

function arrayOf(elements: XmlElement[], schema: unknown, path: string[], resolve: Resolve): unknown {
  const [first] = elements;
  if (elements.length === 1 && first) {
    if (first.attributes.get("items") === "0") return [];
    // Null stands for the array, unless items may be null and the array may not.
    if (isNil(first) && typesOf(schema, resolve).includes("null")) return null;
  }
  const items = followed(schema, resolve)?.items;
  return elements.map((element, at) => elementValue(element, items, [...path, String(at)], resolve));
}

function elementValue(element: XmlElement, schema: unknown, path: string[], resolve: Resolve): unknown {
  if (isNil(element)) return null;
  if (element.attributes.get("encoding") === "json") return jsonOf(element.text, path);
  const types = typesOf(schema, resolve).filter((type) => type !== "null");
  const isObject = types.length === 1 ? types[0] === "object" : element.children.length > 0;
  if (isObject) return objectOf(element, schema, path, resolve);
  if (element.children.length > 0) throw faultAt("VALUE_TYPE", path, "Give text here, and no elements.", null);
  return scalarOf(element.text, schema, path, resolve);
}

/** What a text is by the schema; text as it is where the schema does not say, so that it can be judged by it. */
function scalarOf(text: string, schema: unknown, path: string[], resolve: Resolve): unknown {
  const [first, ...others] = typesOf(schema, resolve).filter((type) => type !== "null");
  if (first === undefined || (first === "string" && others.length === 0)) return text;
  if (others.length > 0 || first === "object" || first === "array") return jsonOf(text, path);
  const kind = first as "integer" | "number" | "boolean";
  const value = readCell(kind, text.trim());
  if (value === undefined) throw faultAt("VALUE_TYPE", path, EXPECTED[kind], text);
  return value;
}

function jsonOf(text: string, path: string[]): unknown {
  const { value, fault } = parseJson(text);
  if (!fault) return value;
  throw faultAt(fault.code === "ROW_JSON" ? "VALUE_JSON" : fault.code, path, fault.message, text);
}

const isNil = ({ attributes }: XmlElement) => attributes.get("nil") === "true" || attributes.get("nil") === "1";

function isArray(schema: unknown, resolve: Resolve): boolean {
  const types = typesOf(schema, resolve).filter((type) => type !== "null");
  return types.length === 1 && types[0] === "array";
}

function propertyOf(schema: unknown, name: string, resolve: Resolve): unknown {
  const properties = followed(schema, resolve)?.properties as SchemaObject | undefined;
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

const MAX_HOPS = 32;

function followed(schema: unknown, resolve: Resolve): SchemaObject | undefined {
  let at = schema;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    if (typeof at !== "object" || at === null) return undefined;
    const { $ref } = at as SchemaObject;
    if (typeof $ref !== "string") return at as SchemaObject;
    at = resolve($ref);
  }
  return undefined;
}

function faultAt(code: RowCode, path: readonly string[], message: string, text: string | null): ElementFault {
  const field = toPointer([...path]).slice(0, MAX_PATH);
  const value = text === null ? null : maskValue(text.trim());
  return new ElementFault({ code, column: null, path: field, field, message, value });
}

/** The text that a field is read from; null where nothing stands, or more than one thing, or what is not text as it is. */
export function findElement(record: XmlElement, names: readonly string[]): string | null {
  let at = record;
  for (let depth = 0; depth < names.length; depth++) {
    const name = names[depth] as string;
    const index = names[depth + 1];
    const inside = at.children.filter((child) => fieldOf(child) === name);
    const attribute = at === record ? record.attributes.get(name) : undefined;
    if (attribute !== undefined) return inside.length === 0 && index === undefined ? attribute : null;
    const isItem =
      index !== undefined && /^\d+$/.test(index) && !inside[0]?.children.some((one) => fieldOf(one) === index);
    const found = isItem ? inside[Number(index)] : inside[0];
    if (!found || (inside.length > 1 && !isItem)) return null;
    at = found;
    if (isItem) depth++;
  }
  return at.children.length > 0 || isNil(at) || isJson([at]) ? null : at.text;
}
