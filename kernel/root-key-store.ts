import { randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { KEY_BYTES } from "./root-key.ts";

/** The versions in a root key file, oldest first. */
export type RootKeys = ReadonlyMap<string, Buffer>;

const VERSION = /^(\d{1,9})-[0-9a-f]{8}$/;
const COMMENT =
  "The root key of a Bulkhead installation. Whoever has this file and the database can read everything in it. " +
  "Keep a copy where no copy of the database is. See docs/operations/keys.md.";

/** Reads the file, or throws an Error that says in one sentence why it is refused and what to do. */
export function readRootKeyFile(file: string): { keys: RootKeys; stats: Stats } {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    throw new Error(unreadable(file, error as NodeJS.ErrnoException), { cause: error });
  }
  try {
    // The mode of what was opened, not of what the name means a moment later.
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new Error(`the root key ${file} is no file`);
    if ((stats.mode & 0o077) !== 0)
      throw new Error(`the root key ${file} may be read or written by others than its owner: run chmod 600 ${file}`);
    return { keys: parse(file, readFileSync(fd, "utf8")), stats };
  } finally {
    closeSync(fd);
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT")
    return `the root key ${file} does not exist: put the file there, or make one with bulkhead keys create`;
  return `the root key ${file} cannot be read (${error.code})`;
}

function parse(file: string, text: string): RootKeys {
  const malformed = () => new Error(`the root key ${file} is malformed: restore it from its copy`);
  const versions = parsed(text)?.versions;
  if (typeof versions !== "object" || versions === null) throw malformed();
  const keys = new Map<string, Buffer>();
  for (const [version, text] of Object.entries(versions)) {
    const key = Buffer.from(typeof text === "string" ? text : "", "base64url");
    if (!VERSION.test(version) || key.length !== KEY_BYTES) throw malformed();
    keys.set(version, key);
  }
  if (keys.size === 0) throw malformed();
  return new Map([...keys].sort(([a], [b]) => positionOf(a) - positionOf(b)));
}

/** Undefined when it is no JSON: the parser's own message quotes the text, and the text holds keys. */
function parsed(text: string): { versions?: unknown } | null | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Versions are `<position>-<8 hexadecimal digits>`: in order, and not to be mistaken for those of another installation. */
export function positionOf(version: string): number {
  return Number(VERSION.exec(version)?.[1] ?? 0);
}

export function newVersion(keys: RootKeys): [string, Buffer] {
  const last = [...keys.keys()].at(-1);
  const version = `${last === undefined ? 1 : positionOf(last) + 1}-${randomBytes(4).toString("hex")}`;
  return [version, randomBytes(KEY_BYTES)];
}

/** Makes the file with a first version, whole or not at all. When it exists already, it stays as it is. */
export function createRootKeyFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    writeDraft(draft, new Map([newVersion(new Map())]));
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(file);
}

/** Replaces the file in one step that survives a loss of power, and overwrites the bytes of the old one. */
export function replaceRootKeyFile(file: string, keys: RootKeys): void {
  const draft = `${file}.new`;
  // Left behind by a run that died; it holds a version that was never used.
  rmSync(draft, { force: true });
  const old = openSync(file, "r+");
  try {
    writeDraft(draft, keys);
    renameSync(draft, file);
    syncFolder(file);
    // Best effort: a copying file system or an SSD may keep the old blocks for a while.
    writeSync(old, Buffer.alloc(fstatSync(old).size), 0, undefined, 0);
    fsyncSync(old);
  } finally {
    closeSync(old);
  }
}

function writeDraft(draft: string, keys: RootKeys): void {
  const versions = Object.fromEntries([...keys].map(([version, key]) => [version, key.toString("base64url")]));
  const fd = openSync(draft, "wx", 0o600);
  try {
    writeSync(fd, `${JSON.stringify({ comment: COMMENT, versions }, null, 2)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function syncFolder(file: string): void {
  const folder = openSync(path.dirname(file), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Whether the file is still the one that was read: replacing it makes another inode. */
export function isSameFile(file: string, stats: Stats): boolean {
  const now = statSync(file, { throwIfNoEntry: false });
  return now !== undefined && now.ino === stats.ino && now.mtimeMs === stats.mtimeMs && now.mode === stats.mode;
}
