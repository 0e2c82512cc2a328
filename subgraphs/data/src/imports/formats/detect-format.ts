import { FileFault } from "../codes.ts";
import type { FileFormat, FileOptions } from "./file-options.ts";

/** What a text is by its first characters, or by what only one format has. CSV is all that begins like nothing else. */
export function detectFormat(head: string, { delimiter, items }: Pick<FileOptions, "delimiter" | "items">): FileFormat {
  if (delimiter !== null) return "CSV";
  const looks = looksLike(head);
  if (items === null) return looks;
  if (looks === "CSV") throw noTree();
  // With the place of an array in it, one object is a document.
  return looks === "NDJSON" ? "JSON" : looks;
}

function noTree(): FileFault {
  const message =
    "The file is neither JSON nor XML, which alone are searched for items. Leave items out, or say the format.";
  return new FileFault("FILE_FORMAT", 1, message);
}

/** A file of which its beginning shows that it is not what was said. CSV may begin with anything; its header decides. */
export function refuseOtherFormat(head: string, said: FileFormat): void {
  const looks = looksLike(head);
  if (said === "CSV" || head.trim() === "" || looks === said) return;
  // An object may be the first line of NDJSON or a whole document; behind a whole one another can only be a line.
  if (said === "JSON" && looks === "NDJSON" && !/^\S[^\r\n]*[\r\n]\s*\{/.test(head.trimStart())) return;
  if (said === "NDJSON" && looks === "JSON" && head.trimStart().startsWith("{")) return;
  const message = `The file is not ${said}: it begins like ${looks}. Import it with format ${looks}, or without one to have it found.`;
  throw new FileFault("FILE_FORMAT", 1, message);
}

export function looksLike(head: string): FileFormat {
  const first = /\S/.exec(head)?.[0];
  if (first === "<") return "XML";
  if (first === "[") return "JSON";
  if (first !== "{") return "CSV";
  const line = /\S[^\r\n]*/.exec(head)?.[0] ?? "";
  const isCut = line.length + head.indexOf(line) >= head.length;
  // A line that is one object is NDJSON, and so is one too long to be seen whole; one that ends within an object is a document.
  return isCut || isObject(line) ? "NDJSON" : "JSON";
}

function isObject(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
