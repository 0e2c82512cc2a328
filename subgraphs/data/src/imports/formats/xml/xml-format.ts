import { FileFault } from "../../codes.ts";
import { namesIn } from "../json-pointer.ts";
import type { FormatInput, SourceFormat } from "../source-format.ts";
import { createElementReader, findElement } from "./element-data.ts";
import { readRecords } from "./read-records.ts";
import type { XmlRecord } from "./xml-element.ts";

/** An element for each record: those at `items`, such as `/orders/order`, or the children of the root element. */
export async function openXml({ source, options, schema }: FormatInput): Promise<SourceFormat> {
  const { items } = options;
  if (items !== null && !/^(\/[^/\s]+)+$/.test(items))
    throw new FileFault("XML_ITEMS", null, "Give items as the path of the records' elements, such as /orders/order.");
  const dataOf = createElementReader(schema);
  return {
    start: source.start,
    found: {},
    read: (text, from, max) => readRecords(text, from, max, items, source.found.encoding ?? "UTF_8"),
    dataOf: (record) => {
      const { element, bytes } = record as XmlRecord;
      return dataOf(element, bytes);
    },
    placeOf: (field, record) => ({
      column: null,
      path: field,
      text: findElement((record as XmlRecord).element, namesIn(field)),
    }),
  };
}
