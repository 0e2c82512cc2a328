import { FileFault } from "../../codes.ts";

/** A byte that is no text. Who found it knows where it stands and not on which line. */
export class BadText extends Error {
  /** In the decoded text, as of a Position. */
  readonly byte: number;
  readonly toFault: (line: number) => FileFault;

  constructor(byte: number, toFault: (line: number) => FileFault) {
    super("bytes that are no text");
    this.name = "BadText";
    this.byte = byte;
    this.toFault = toFault;
  }
}

/** What follows cannot be decoded. Whoever counts what was decoded makes BadText of it. */
export class Undecodable extends Error {
  readonly toFault: (line: number) => FileFault;

  constructor(toFault: (line: number) => FileFault) {
    super("bytes that are no text");
    this.name = "Undecodable";
    this.toFault = toFault;
  }
}

export function nulByte(line: number): FileFault {
  const message = `Line ${line} contains a NUL byte. Remove it, and save the file as text; if it is UTF-16, import it with encoding UTF_16LE or UTF_16BE.`;
  return new FileFault("FILE_NUL", line, message);
}

export function notUtf8(line: number): FileFault {
  const message = `Line ${line} is not UTF-8. Save the file as UTF-8, or import it with the encoding it has, such as WINDOWS_1252.`;
  return new FileFault("FILE_ENCODING", line, message);
}

export function mixedEncodings(line: number): FileFault {
  const message = `Line ${line} is not UTF-8, and text before it is: the file mixes two encodings. Write all of it as UTF-8.`;
  return new FileFault("FILE_ENCODING", line, message);
}

export function notUtf16(line: number): FileFault {
  const message = `Line ${line} is not UTF-16: half of a character stands there. Save the file as UTF-8 and import it again.`;
  return new FileFault("FILE_ENCODING", line, message);
}

export function notWindows1252(line: number): FileFault {
  const message = `Line ${line} holds a byte that WINDOWS_1252 has no character for. Import the file with the encoding it has, or without one to have it found.`;
  return new FileFault("FILE_ENCODING", line, message);
}
