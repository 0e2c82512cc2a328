import { type Declared, declaredBy } from "../../../json-schema/declared-types.ts";
import { MAX_PATH, toPointer } from "../../../json-schema/json.ts";
import type { SchemaObject } from "../../../json-schema/keywords.ts";
import type { RowCode, RowFault } from "../../codes.ts";
import { maskValue } from "../../mask-value.ts";
import { type RecordData, setField } from "../../record-data.ts";
import { EXPECTED, readCell } from "../csv/read-fields.ts";
import { parseJson } from "../json/parse-json.ts";
import type { Draft } from "../source-format.ts";
import { fieldOf, isAboutElement, type XmlElement } from "./xml-element.ts";

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
  const declared = declaredBy(schema);
  return (element, length) => {
    try {
      return { data: objectOf(element, declared, undefined), length };
    } catch (error) {
      if (error instanceof ElementFault) return { fault: error.fault };
      throw error;
    }
  };
}

/** Where a value is: names from the record on, the last one first. Undefined is the record itself. */
type Path = { name: string; within: Path } | undefined;

const TWICE = "The field comes twice, and it is no array. Give it once.";

function objectOf(element: XmlElement, declared: Declared, path: Path): RecordData {
  if (element.text.trim() !== "")
    throw faultAt("VALUE_TYPE", path, "Give elements for the fields, and no text between them.", element.text);
  const data: RecordData = {};
  for (const [name, elements] of Map.groupBy(element.children, fieldOf)) {
    const property = declared.property(name);
    const at = { name, within: path };
    if (property.type === "array" && !isJson(elements)) setField(data, name, arrayOf(elements, property, at));
    else if (elements.length > 1) throw faultAt("VALUE_DUPLICATE", at, TWICE, null);
    else setField(data, name, elementValue(elements[0] as XmlElement, property, at));
  }
  for (const [name, value] of element.attributes) {
    if (path && isAboutElement(element, name)) continue;
    const at = { name, within: path };
    if (Object.hasOwn(data, name)) throw faultAt("VALUE_DUPLICATE", at, TWICE, value);
    setField(data, name, scalarOf(value, declared.property(name), at));
  }
  return data;
}

const isJson = (elements: readonly XmlElement[]) =>
  elements.length === 1 && elements[0]?.attributes.get("encoding") === "json";

function arrayOf(elements: XmlElement[], declared: Declared, path: Path): unknown {
  const [first] = elements;
  if (elements.length === 1 && first) {
    if (first.attributes.get("items") === "0") return [];
    // Null stands for the array, unless items may be null and the array may not.
    if (isNil(first) && declared.isNullable) return null;
  }
  return elements.map((element, at) => elementValue(element, declared.items, { name: String(at), within: path }));
}

function elementValue(element: XmlElement, declared: Declared, path: Path): unknown {
  if (isNil(element)) return null;
  if (element.attributes.get("encoding") === "json") return jsonOf(element.text, path);
  const isObject = declared.type ? declared.type === "object" : element.children.length > 0;
  if (isObject) return objectOf(element, declared, path);
  if (element.children.length > 0) throw faultAt("VALUE_TYPE", path, "Give text here, and no elements.", null);
  return scalarOf(element.text, declared, path);
}

/** What a text is by the schema; text as it is where the schema does not say, so that it can be judged by it. */
function scalarOf(text: string, { type, types }: Declared, path: Path): unknown {
  if (type === "string" || types.length === 0) return text;
  if (type === undefined || type === "object" || type === "array") return jsonOf(text, path);
  const kind = type as "integer" | "number" | "boolean";
  const value = readCell(kind, text.trim());
  if (value === undefined) throw faultAt("VALUE_TYPE", path, EXPECTED[kind], text);
  return value;
}

function jsonOf(text: string, path: Path): unknown {
  const { value, fault } = parseJson(text);
  if (!fault) return value;
  throw faultAt(fault.code === "ROW_JSON" ? "VALUE_JSON" : fault.code, path, fault.message, text);
}

const isNil = ({ attributes }: XmlElement) => attributes.get("nil") === "true" || attributes.get("nil") === "1";

function faultAt(code: RowCode, path: Path, message: string, text: string | null): ElementFault {
  const names: string[] = [];
  for (let at = path; at; at = at.within) names.unshift(at.name);
  const field = toPointer(names).slice(0, MAX_PATH);
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
    const attribute = at === record || !isAboutElement(at, name) ? at.attributes.get(name) : undefined;
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
