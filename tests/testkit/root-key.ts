import { existsSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";

/** The root key of all test databases, made once on this machine. It opens nothing that outlives a run. */
export function testRootKeyFile(): string {
  const file = path.join(tmpdir(), `bulkhead-tests-${userInfo().uid}`, "root-key.json");
  if (!existsSync(file)) createRootKeyFile(file);
  return file;
}
