import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { TAR_END, tarEntry } from "../tar.ts";

test("an archive of several gzip members is one file to tar, with every byte and time of its entries", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-tar-"));
  try {
    const at = new Date("2026-11-29T12:00:00Z");
    const files = {
      "a.json": Buffer.from("{}"),
      "b/1.jsonl": Buffer.alloc(0),
      "b/2.jsonl": Buffer.alloc(1_000_000, "x\n"),
    };
    const entries = Object.entries(files).map(([name, content]) => gzipSync(tarEntry(name, content, at)));
    writeFileSync(path.join(folder, "all.tar.gz"), Buffer.concat([...entries, gzipSync(TAR_END)]));
    execFileSync("tar", ["-xzf", "all.tar.gz"], { cwd: folder });
    for (const [name, content] of Object.entries(files))
      expect(readFileSync(path.join(folder, name)).equals(content)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a name that would not fit, or is not plain, is refused", () => {
  for (const name of ["", "x".repeat(101), "ü", "a\n"])
    expect(() => tarEntry(name, Buffer.alloc(0), new Date())).toThrow();
});
