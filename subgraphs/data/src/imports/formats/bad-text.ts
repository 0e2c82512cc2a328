import { FileFault } from "../codes.ts";

/** A byte that is no text. Who found it knows where it stands and not on which line. */
export class BadText extends Error {
  /** In the decoded text, as of a Position. */
  readonly byte: number;
  readonly toFault: (line: number) => FileFault;

  constructor(byte: number, toFault: (line: number) => FileFault) {
    super("bytes that are no text");
    this.byte = byte;
    this.toFault = toFault;
  }
}

export function nulByte(line: number): FileFault {
  const message = `Line ${line} contains a NUL byte. Remove it, and save the file as text; if it is UTF-16, say so with encoding UTF_16LE or UTF_16BE.`;
  return new FileFault("FILE_NUL", line, message);
}
