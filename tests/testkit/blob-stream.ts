import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { BlobStreamOptions, BlobStreamResult } from "./blob-stream-process.ts";

/** Stores and reads a long blob in a process of its own; answers what each took. */
export async function streamBlob(options: BlobStreamOptions): Promise<BlobStreamResult> {
  const file = path.join(import.meta.dirname, "blob-stream-process.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(options)]);
  return JSON.parse(stdout) as BlobStreamResult;
}
