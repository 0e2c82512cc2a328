import { AppError } from "@bulkhead/kernel/error.ts";
import { badParameter, type FileHeaders, type Parameter, type RestInput } from "./input.ts";

/** Media types that the file of an import may have, and what each says of it. */
const MEDIA: ReadonlyMap<string, { format?: string; compression?: string }> = new Map([
  ["text/csv", { format: "CSV" }],
  ["application/json", { format: "JSON" }],
  ["application/x-ndjson", { format: "NDJSON" }],
  ["application/ndjson", { format: "NDJSON" }],
  ["application/jsonl", { format: "NDJSON" }],
  ["application/xml", { format: "XML" }],
  ["text/xml", { format: "XML" }],
  ["application/gzip", { compression: "GZIP" }],
  ["application/octet-stream", {}],
]);

export const FILE_MEDIA_TYPES: readonly string[] = [...MEDIA.keys()];

/** The names of encodings (WHATWG Encoding) that Content-Type may give after `charset=`. UTF-16 says itself which end comes first. */
const CHARSETS: ReadonlyMap<string, string | undefined> = new Map([
  ["utf-8", "UTF_8"],
  ["us-ascii", "UTF_8"],
  ["utf-16", undefined],
  ["utf-16le", "UTF_16LE"],
  ["utf-16be", "UTF_16BE"],
  ["windows-1252", "WINDOWS_1252"],
  ["iso-8859-1", "WINDOWS_1252"],
]);

function choice(name: string, values: readonly string[], description: string, example: string): Parameter {
  return { name, description, schema: { type: "string", enum: values }, example };
}

export const FILE_PARAMETERS: readonly Parameter[] = [
  choice(
    "format",
    ["csv", "json", "ndjson", "xml"],
    "What the file is, where Content-Type does not say it. Found by looking when neither does.",
    "csv",
  ),
  choice(
    "encoding",
    ["utf_8", "utf_16le", "utf_16be", "windows_1252"],
    "How its text is written. Without it, a byte order mark or the bytes say whether it is UTF-16, and all else is UTF-8.",
    "windows_1252",
  ),
  choice(
    "compression",
    ["none", "gzip"],
    "Whether the file is packed; the same as Content-Encoding. Found by looking without it.",
    "gzip",
  ),
  choice(
    "delimiter",
    ["comma", "semicolon", "tab", "pipe"],
    "What stands between the fields of CSV. Without it, whatever makes most properties of the first line.",
    "semicolon",
  ),
  {
    name: "items",
    description:
      "Where the records lie in a document: JSON Pointer to an array, or the path of the elements of XML. Without it, the document is the array, or the children of its root are the records.",
    schema: { type: "string", maxLength: 1000 },
    example: "/data/orders",
  },
  {
    ...choice(
      "formulas",
      ["guarded", "verbatim"],
      "guarded (the default): the apostrophe that exports put before texts that look like formulas is taken off CSV fields. verbatim: texts stay as they are.",
      "verbatim",
    ),
  },
];

/** What request and headers say about a file, as CreateImportInput takes it; what nobody says is left out. */
export function fileOptions({ query, file }: RestInput): Record<string, unknown> {
  const media = mediaOf(file);
  const said = {
    format: agreed("format", query.format, media.format),
    encoding: agreed("encoding", query.encoding, media.encoding),
    compression: agreed("compression", query.compression, media.compression),
    delimiter: query.delimiter?.toUpperCase(),
    items: query.items,
    formulas: query.formulas?.toUpperCase(),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function mediaOf({ contentType = "", contentEncoding }: FileHeaders) {
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const { format, compression } = MEDIA.get(type) ?? {};
  const coding = contentEncoding?.trim().toLowerCase();
  if (coding !== undefined && coding !== "gzip" && coding !== "x-gzip" && coding !== "identity")
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "Pack the file with gzip (Content-Encoding: gzip), or not at all.");
  const charset = parameters
    .find((one) => one.startsWith("charset="))
    ?.slice(8)
    .replaceAll('"', "");
  if (charset !== undefined && !CHARSETS.has(charset))
    throw new AppError(
      "UNSUPPORTED_MEDIA_TYPE",
      `Send the file in a charset that is read: ${[...CHARSETS.keys()].join(", ")}.`,
    );
  const isPacked = compression !== undefined || (coding !== undefined && coding !== "identity");
  return {
    format,
    compression: isPacked ? "GZIP" : undefined,
    encoding: charset === undefined ? undefined : CHARSETS.get(charset),
  };
}

/** Two words for the same thing must be one. */
function agreed(name: string, asked: string | undefined, header: string | undefined): string | undefined {
  const wanted = asked?.toUpperCase();
  if (wanted !== undefined && header !== undefined && wanted !== header)
    throw badParameter(name, `Differs from the headers, which say ${header.toLowerCase()}. Leave one of them out.`);
  return wanted ?? header;
}
