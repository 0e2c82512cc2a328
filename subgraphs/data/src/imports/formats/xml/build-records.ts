import type { SaxesTagPlain } from "saxes";
import { isAboutDocument, localName, type XmlElement, type XmlRecord } from "./xml-element.ts";
import { tooLargeRecord } from "./xml-faults.ts";

/** From tag to tag, in characters, which are as many bytes or fewer. */
export const MAX_RECORD_LENGTH = 1024 * 1024;

/** Makes records of the elements that a parser meets. Positions are of the parser, in UTF-16 units. */
export interface RecordBuilder {
  /** Full names of the elements that are open, the root first. */
  readonly around: readonly string[];
  /** An element of a record is open. */
  readonly isInside: boolean;
  /** Records so far, those before the place where reading began included. */
  readonly count: number;
  open(tag: SaxesTagPlain, position: number, line: number): void;
  text(part: string, position: number): void;
  /** The record, when this was its end. */
  close(position: number): XmlRecord | undefined;
}

/** Records are the elements at `items`; without it, the children of the root element. */
export function createRecordBuilder(items: string | null, before: number): RecordBuilder {
  const wanted = items?.split("/").slice(1);
  const around: string[] = [];
  /** The elements that are open in the record, outermost first. */
  const inside: XmlElement[] = [];
  let count = before;
  let began = { position: 0, line: 0 };

  const isTooLarge = (position: number) => position - began.position > MAX_RECORD_LENGTH;
  const isRecord = () =>
    wanted
      ? around.length === wanted.length && around.every((name, at) => localName(name) === wanted[at])
      : around.length === 2;

  return {
    around,
    get isInside() {
      return inside.length > 0;
    },
    get count() {
      return count;
    },
    open(tag, position, line) {
      around.push(tag.name);
      if (inside.length === 0 && !isRecord()) return;
      if (inside.length === 0) began = { position, line };
      const element = toElement(tag);
      if (!isTooLarge(position)) inside.at(-1)?.children.push(element);
      inside.push(element);
    },
    text(part, position) {
      const element = inside.at(-1);
      if (element && !isTooLarge(position)) element.text += part;
    },
    close(position) {
      const element = inside.pop();
      const isWhole = element !== undefined && inside.length === 0;
      const path = isWhole ? `/${around.map(localName).join("/")}[${count + 1}]` : "";
      around.pop();
      if (!isWhole) return undefined;
      count++;
      const record: XmlRecord = { line: began.line, path, element, bytes: position - began.position };
      return isTooLarge(position) ? { ...record, fault: tooLargeRecord() } : record;
    },
  };
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

function toElement({ name, attributes }: SaxesTagPlain): XmlElement {
  let own: Map<string, string> | undefined;
  for (const attribute in attributes) {
    const kept = !isAboutDocument(attribute) ? attribute : localName(attribute) === "nil" ? "nil" : undefined;
    if (kept === undefined) continue;
    own ??= new Map();
    own.set(kept, attributes[attribute] as string);
  }
  return { name: localName(name), attributes: own ?? NO_ATTRIBUTES, children: [], text: "" };
}
