import { SaxesParser } from "saxes";

/** XML 1.1 has other line ends and characters, and where reading goes on nothing says that a document is of it. */
const OPTIONS = { xmlns: false, position: true, defaultXMLVersion: "1.0", forceXMLVersion: true } as const;

export type Parser = Pick<SaxesParser<typeof OPTIONS>, "on" | "write" | "close" | "position" | "line" | "column">;

/**
 * The parser with a place for each of its listeners. `on` makes these places by computed names, of which V8 bears seven:
 * with more it keeps the object as a hash table, and parsing takes five times as long. Names that the library changes
 * would cost that, and nothing else.
 */
class RoomyParser extends (SaxesParser as unknown as new (options: typeof OPTIONS) => Parser) {
  readonly xmldeclHandler = undefined;
  readonly textHandler = undefined;
  readonly piHandler = undefined;
  readonly doctypeHandler = undefined;
  readonly commentHandler = undefined;
  readonly openTagHandler = undefined;
  readonly attributeHandler = undefined;
  readonly closeTagHandler = undefined;
  readonly cdataHandler = undefined;
  readonly errorHandler = undefined;
}

export function openParser(): Parser {
  return new RoomyParser(OPTIONS);
}
