import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import path from "node:path";
import { onDeath } from "./watchdog.ts";

/** A file system of its own that can be full to the last page. */
export interface SmallDisk {
  folder: string;
  fill(): void;
  free(): void;
  remove(): void;
}

/** Mounts a file system in memory, which only root may; otherwise answers why not. */
export function mountSmallDisk(): SmallDisk | { reason: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-small-disk-"));
  const room = Math.floor(totalmem() / 2);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${room},mode=0755`, "tmpfs", folder]);
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return { reason: `no file system could be mounted: ${String(mounted.stderr ?? mounted.error).trim()}` };
  }
  // Lazily: a database that is still stopping keeps its files until it has ended.
  const dismiss = onDeath('umount -l "$1" && rmdir "$1"', folder);
  const resize = (bytes: number) => spawnSync("mount", ["-o", `remount,size=${bytes}`, folder]).status === 0;
  return {
    folder,
    // It shrinks to what it holds, which costs no memory as ballast would. Refused while somebody writes: then again.
    fill() {
      for (let tries = 0; !resize(usedBytes(folder)); tries++)
        if (tries === 100) throw new Error("the file system could not be made full");
    },
    free() {
      if (!resize(room)) throw new Error("the file system could not be made larger again");
    },
    remove() {
      dismiss();
      spawnSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function usedBytes(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder);
  return (blocks - bfree) * bsize;
}
