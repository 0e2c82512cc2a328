import { checkRootKey } from "@bulkhead/kernel/root-key-check.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { expect, test } from "vitest";
import { streamBlob } from "../../tests/testkit/blob-stream.ts";
import { openTestPlatform } from "../../tests/testkit/database.ts";
import { startObjectStorage } from "../../tests/testkit/object-storage.ts";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";
import { PLACES, SETUP_TIMEOUT_MS } from "./blob-fixture.ts";

const MIB = 1 << 20;
/**
 * What the collector may leave lying about at a time, plus a connection's and three parts' buffers. Four times the blob
 * passes through, twice in, twice out as PostgreSQL writes bytes, so that anything that held on to it would show.
 */
const BYTES = 256 * MIB;
const MOST_GROWTH = 128 * MIB;

test.each(PLACES)(
  "a blob of 256 MiB in %s takes no more memory than half of it, in either direction",
  async (place) => {
    const platform = await openTestPlatform();
    const rootKeyFile = testRootKeyFile();
    await checkRootKey(platform.databases.worker, openRootKeyFile({ path: rootKeyFile, create: false }));
    const storage = place === "s3" ? await startObjectStorage() : undefined;
    try {
      const { url, secret } = platform;
      const s3 = storage?.options;
      const { put, read } = await streamBlob({ url, secret, rootKeyFile, way: place, s3, bytes: BYTES });
      expect(put.growthBytes).toBeLessThan(MOST_GROWTH);
      expect(read.growthBytes).toBeLessThan(MOST_GROWTH);
    } finally {
      await storage?.stop();
      await platform.stop();
    }
  },
  SETUP_TIMEOUT_MS,
);
