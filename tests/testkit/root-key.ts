import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";

/** The root key of all test databases, made once on this machine. It opens nothing that outlives a run. */
export function testRootKeyFile(): string {
  const file = path.join(tmpdir(), `bulkhead-tests-${userInfo().uid}`, "root-key.json");
  if (!existsSync(file)) createRootKeyFile(file);
  return file;
}

/** One that its owner may turn, and removes in the end. */
export function newRootKeyFile(): { file: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-root-key-"));
  const file = path.join(folder, "root-key.json");
  createRootKeyFile(file);
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
