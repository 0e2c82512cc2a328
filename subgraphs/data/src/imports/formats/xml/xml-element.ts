import type { SourceRecord } from "../source-format.ts";

/** An element of a record. Names are local: prefixes are left out. */
export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  /** All text that is directly in it, CDATA sections too. */
  text: string;
}

export interface XmlRecord extends SourceRecord {
  element: XmlElement;
  /** How long it is in the file, about. */
  bytes: number;
}

/** `xmlns` and what has the prefix of another namespace is about the document, as `xsi:nil` is. */
export function isAboutDocument(attribute: string): boolean {
  return attribute === "xmlns" || attribute.includes(":");
}

/** Whether an attribute says how an element is to be read, and is no field of the object that it is. */
export function isAboutElement({ name }: XmlElement, attribute: string): boolean {
  return attribute === "nil" || (attribute === "name" && name === "field");
}

export function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** The name of the field that an element is: `<field name="no XML name">` has it in an attribute. */
export function fieldOf({ name, attributes }: XmlElement): string {
  return (name === "field" && attributes.get("name")) || name;
}
