import type { SaxesTagPlain } from "saxes";
import { isAboutDocument, localName, type XmlElement, type XmlRecord } from "./xml-element.ts";
import { tooLargeRecord } from "./xml-faults.ts";

/** From tag to tag, in characters, which are as many bytes or fewer. */
export const MAX_RECORD_LENGTH = 1024 * 1024;

/** Where the parser stands: in characters, and on which line. */
export interface Spot {
  position: number;
  line: number;
}

/** Makes records of the elements that a parser meets. */
export interface RecordBuilder {
  /** Full names of the elements that are open, the root first. */
  readonly around: readonly string[];
  /** An element of a record is open. */
  readonly isInside: boolean;
  /** Records so far, those before the place where reading began included. */
  readonly count: number;
  open(tag: SaxesTagPlain, spot: Spot): void;
  text(part: string, spot: Spot): void;
  /** The record, when this was its end. */
  close(spot: Spot): XmlRecord | undefined;
}

/** Records are the elements at `items`; without it, the children of the root element. */
export function createRecordBuilder(items: string | null, before: number): RecordBuilder {
  const wanted = items?.split("/").slice(1);
  const around: string[] = [];
  /** The elements that are open in the record, outermost first. */
  const inside: XmlElement[] = [];
  let count = before;
  let began: Spot = { position: 0, line: 0 };

  const isTooLarge = ({ position }: Spot) => position - began.position > MAX_RECORD_LENGTH;
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
    open(tag, spot) {
      around.push(tag.name);
      if (inside.length === 0 && !isRecord()) return;
      if (inside.length === 0) began = spot;
      const element = toElement(tag);
      if (!isTooLarge(spot)) inside.at(-1)?.children.push(element);
      inside.push(element);
    },
    text(part, spot) {
      const element = inside.at(-1);
      if (element && !isTooLarge(spot)) element.text += part;
    },
    close(spot) {
      const element = inside.pop();
      const isWhole = element !== undefined && inside.length === 0;
      const path = isWhole ? `/${around.map(localName).join("/")}[${count + 1}]` : "";
      around.pop();
      if (!isWhole) return undefined;
      count++;
      const record: XmlRecord = { line: began.line, path, element, bytes: spot.position - began.position };
      return isTooLarge(spot) ? { ...record, fault: tooLargeRecord() } : record;
    },
  };
}

function toElement({ name, attributes }: SaxesTagPlain): XmlElement {
  const own = Object.entries(attributes).flatMap(([attribute, value]): [string, string][] => {
    if (!isAboutDocument(attribute)) return [[attribute, value]];
    return localName(attribute) === "nil" ? [["nil", value]] : [];
  });
  return { name: localName(name), attributes: new Map(own), children: [], text: "" };
}
