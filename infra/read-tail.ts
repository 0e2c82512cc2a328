import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The text of a file from a byte position on, or its last `most` bytes if that is shorter. */
export function readTail(file: string, from: number, most: number): string {
  const descriptor = openSync(file, "r");
  try {
    const size = fstatSync(descriptor).size;
    const start = Math.max(from, size - most);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    readSync(descriptor, buffer, 0, buffer.length, start);
    return buffer.toString("utf8");
  } finally {
    closeSync(descriptor);
  }
}
