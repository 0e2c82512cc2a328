import { MAX_RECORD_LENGTH } from "../../imports/formats/xml/build-records.ts";
import { type Declared, declaredBy } from "../../json-schema/declared-types.ts";
import { ExportFault } from "../codes.ts";
import type { RecordWriter, WriterOptions } from "./writer.ts";
import { isXmlName, isXmlText, jsonInXml, xmlAttribute, xmlText } from "./xml-text.ts";

const XSI = "http://www.w3.org/2001/XMLSchema-instance";

/** An element for each record and in it one for each property, by the type that the schema gives it. */
export function createXmlWriter({ schema, collection }: WriterOptions): RecordWriter {
  const declared = declaredBy(schema);
  const root = `<records collection=${xmlAttribute(collection)} xmlns:xsi="${XSI}">`;
  return {
    head: `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`,
    record(data) {
      const unnameable = Object.keys(data).find((name) => !isNameable(name));
      if (unnameable !== undefined)
        throw new ExportFault(
          "EXPORT_NAME",
          `XML cannot hold the name of the property ${JSON.stringify(unnameable)}. Use NDJSON.`,
        );
      const text = `<record>${properties(data, declared, 0)}</record>\n`;
      if (text.length > MAX_RECORD_LENGTH)
        throw new ExportFault(
          "EXPORT_VALUE",
          "A record is larger as XML than the 1 MiB that imports take. Use NDJSON.",
        );
      return text;
    },
    tail: () => "</records>\n",
  };
}

const isNameable = (name: string) => name !== "" && isXmlText(name);

/** Deeper objects are written as JSON: readers bound the depth of elements. */
const MAX_DEPTH = 12;

function properties(data: object, declared: Declared, depth: number): string {
  return Object.entries(data)
    .map(([name, value]) => property(name, value, declared.property(name), depth))
    .join("");
}

function property(name: string, value: unknown, declared: Declared, depth: number): string {
  if (!Array.isArray(value) || declared.type !== "array") return element(name, content(value, declared, depth));
  if (value.length === 0) return element(name, { attributes: ' items="0"', text: "" });
  const written = value.map((item) => content(item, declared.items, depth + 1));
  // One item that is marked would be taken for the whole array, so then the array is marked.
  if (written.some(({ attributes }) => attributes !== "")) return element(name, asJson(value));
  return written.map((one) => element(name, one)).join("");
}

interface Content {
  attributes: string;
  text: string;
}

function content(value: unknown, declared: Declared, depth: number): Content {
  const { type, types, isNullable } = declared;
  if (value === null)
    return types[0] === "array" && !isNullable ? asJson(value) : { attributes: ' xsi:nil="true"', text: "" };
  const isText = types.length === 0 || type === "string";
  if (typeof value === "string" && isText && isXmlText(value)) return { attributes: "", text: xmlText(value) };
  if (isScalar(type, value)) return { attributes: "", text: String(value) };
  const isObject = typeof value === "object" && !Array.isArray(value) && type === "object";
  if (isObject && depth < MAX_DEPTH && Object.keys(value).every(isNameable))
    return { attributes: "", text: properties(value, declared, depth + 1) };
  return asJson(value);
}

function isScalar(type: string | undefined, value: unknown): boolean {
  if (type === "integer") return Number.isSafeInteger(value);
  return (type === "number" || type === "boolean") && typeof value === type;
}

function asJson(value: unknown): Content {
  return { attributes: ' encoding="json"', text: jsonInXml(value) };
}

function element(name: string, { attributes, text }: Content): string {
  const tag = isXmlName(name) ? name : "field";
  const given = tag === name ? "" : ` name=${xmlAttribute(name)}`;
  return `<${tag}${given}${attributes}>${text}</${tag}>`;
}
