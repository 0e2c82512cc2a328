import { existsSync } from "node:fs";
import { keyServiceUnavailable, unopenable } from "./envelope-error.ts";
import { unwrapKey, wrapKey } from "./envelope-format.ts";
import { type Binding, type RootKey, RootVersionGone } from "./root-key.ts";
import {
  createRootKeyFile,
  isSameFile,
  newVersion,
  type RootKeys,
  readRootKeyFile,
  replaceRootKeyFile,
} from "./root-key-store.ts";

interface Options {
  path: string;
  /** Development only: make the file when there is none. */
  create: boolean;
}

/**
 * The root key in a file of mode 0600, for one machine or a folder that all machines share. It is read again whenever
 * it was replaced, so a rotation by the command line reaches running processes. Throws when the file is refused.
 */
export function openRootKeyFile({ path: file, create }: Options): RootKey {
  if (create && !existsSync(file)) createRootKeyFile(file);
  let { keys, stats } = readRootKeyFile(file);
  const name = `file:${file}`;

  /** It was accepted once; what is wrong with it now may be put right while the process runs. */
  function reread(): ReturnType<typeof readRootKeyFile> {
    try {
      return readRootKeyFile(file);
    } catch (error) {
      throw keyServiceUnavailable(name, error);
    }
  }

  function fresh(): RootKeys {
    if (!isSameFile(file, stats)) {
      const read = reread();
      for (const key of keys.values()) key.fill(0);
      ({ keys, stats } = read);
    }
    return keys;
  }

  function keyIn(held: RootKeys, version: string): Buffer {
    const key = held.get(version);
    if (!key) throw new RootVersionGone(name, version);
    return key;
  }

  const keyOf = (version: string) => keyIn(fresh(), version);

  return {
    name,
    current: async () => [...fresh().keys()].at(-1) as string,
    wrap: async (version, key, binding) => wrapKey(keyOf(version), parts(version, binding), key),
    unwrap: async (version, wrapped, binding) => opened(name, keyOf(version), version, wrapped, binding),
    async rewrap(from, to, bound) {
      // Both of one reading: a reading replaced in between is zeroed.
      const held = fresh();
      const [old, next] = [keyIn(held, from), keyIn(held, to)];
      return bound.map(({ wrapped, binding }) => {
        const key = opened(name, old, from, wrapped, binding);
        const again = wrapKey(next, parts(to, binding), key);
        key.fill(0);
        return again;
      });
    },
    async create() {
      const made = newVersion(fresh());
      replaceRootKeyFile(file, new Map([...fresh(), made]));
      return made[0];
    },
    async destroy(version) {
      const left = new Map(fresh());
      if (left.delete(version)) replaceRootKeyFile(file, left);
    },
  };
}

function opened(name: string, key: Buffer, version: string, wrapped: Buffer, binding: Binding): Buffer {
  try {
    return unwrapKey(key, parts(version, binding), wrapped);
  } catch (cause) {
    throw unopenable(`a key under version ${version} of ${name} does not open`, cause);
  }
}

function parts(version: string, binding: Binding): string[] {
  return ["bulkhead root key", version, ...Object.entries(binding).flat()];
}
