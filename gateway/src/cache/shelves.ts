import type { ExecutionResult } from "graphql";

/** An answer at hand. */
export interface Kept {
  key: string;
  tenantId: string;
  /** Families of events that make it stale. */
  families: readonly string[];
  /** When its making began, of `performance.now()`. */
  begun: number;
  bytes: number;
  result: ExecutionResult;
}

/** One tenant's answers, the least recently used first. */
interface Shelf {
  kept: Map<string, Kept>;
  byFamily: Map<string, Set<string>>;
  bytes: number;
}

/** Answers by tenant, within a number of bytes. */
export interface Shelves {
  get(tenantId: string, key: string): Kept | undefined;
  /** False when it is too large to be kept. */
  put(kept: Kept): boolean;
  /** Drops what the family makes stale. */
  drop(tenantId: string, family: string): void;
  dropTenant(tenantId: string): void;
  bytes(): number;
}

/** The part of all bytes that one tenant may take: whoever asks for a thousand pages pushes out its own. */
const SHARE = 1 / 4;
/** The part of a tenant's share that one answer may take. */
const LARGEST = 1 / 4;

export function createShelves(maxBytes: number): Shelves {
  /** The least recently used first. */
  const shelves = new Map<string, Shelf>();
  const share = maxBytes * SHARE;
  let bytes = 0;

  function remove(tenantId: string, shelf: Shelf, kept: Kept): void {
    shelf.kept.delete(kept.key);
    for (const family of kept.families) {
      const keys = shelf.byFamily.get(family);
      keys?.delete(kept.key);
      if (keys?.size === 0) shelf.byFamily.delete(family);
    }
    shelf.bytes -= kept.bytes;
    bytes -= kept.bytes;
    if (shelf.kept.size === 0) shelves.delete(tenantId);
  }

  function removeOldest(tenantId: string, shelf: Shelf): void {
    const [oldest] = shelf.kept.values();
    if (oldest) remove(tenantId, shelf, oldest);
  }

  function shelfOf(tenantId: string): Shelf {
    const shelf = shelves.get(tenantId) ?? { kept: new Map(), byFamily: new Map(), bytes: 0 };
    shelves.delete(tenantId);
    shelves.set(tenantId, shelf);
    return shelf;
  }

  return {
    get(tenantId, key) {
      const kept = shelves.get(tenantId)?.kept.get(key);
      if (!kept) return undefined;
      const shelf = shelfOf(tenantId);
      shelf.kept.delete(key);
      shelf.kept.set(key, kept);
      return kept;
    },
    put(kept) {
      if (kept.bytes > share * LARGEST) return false;
      const { tenantId, key } = kept;
      const before = shelves.get(tenantId)?.kept.get(key);
      const shelf = shelfOf(tenantId);
      if (before) remove(tenantId, shelf, before);
      shelves.set(tenantId, shelf);
      while (shelf.bytes + kept.bytes > share) removeOldest(tenantId, shelf);
      while (bytes + kept.bytes > maxBytes) {
        const [first] = shelves;
        if (!first) break;
        removeOldest(...first);
      }
      shelves.set(tenantId, shelf);
      shelf.kept.set(key, kept);
      for (const family of kept.families) {
        const keys = shelf.byFamily.get(family) ?? new Set();
        shelf.byFamily.set(family, keys.add(key));
      }
      shelf.bytes += kept.bytes;
      bytes += kept.bytes;
      return true;
    },
    drop(tenantId, family) {
      const shelf = shelves.get(tenantId);
      for (const key of [...(shelf?.byFamily.get(family) ?? [])]) {
        const kept = shelf?.kept.get(key);
        if (shelf && kept) remove(tenantId, shelf, kept);
      }
    },
    dropTenant(tenantId) {
      bytes -= shelves.get(tenantId)?.bytes ?? 0;
      shelves.delete(tenantId);
    },
    bytes: () => bytes,
  };
}
