import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { mountSmallDisk } from "./small-disk.ts";

test("a full disk takes nothing more until it is freed, and leaves nothing behind", () => {
  const disk = mountSmallDisk();
  if ("reason" in disk) {
    console.log(`skipped: needs a file system of its own: ${disk.reason}`);
    return;
  }
  try {
    const write = (name: string) => writeFileSync(path.join(disk.folder, name), Buffer.alloc(100_000));
    write("before");
    disk.fill();
    expect(() => write("full")).toThrow("ENOSPC");
    disk.free();
    write("after");
  } finally {
    disk.remove();
  }
});
