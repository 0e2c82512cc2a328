import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Database, openDatabase } from "@bulkhead/kernel/database.ts";
import { createEnvelope, type Envelope, type EnvelopeOptions } from "@bulkhead/kernel/envelope.ts";
import type { KeyContext } from "@bulkhead/kernel/envelope-context.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import type { RootKey } from "@bulkhead/kernel/root-key.ts";
import { checkRootKey } from "@bulkhead/kernel/root-key-check.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import type { TestPlatform } from "./database.ts";

/** The keys of a test database: a root key in a file of its own, and envelopes as separate processes would have them. */
export interface TestKeys {
  folder: string;
  file: string;
  rootKey: RootKey;
  worker: Database;
  /** One process's envelope, with a root key of its own on the same file. */
  envelope(options?: Partial<EnvelopeOptions>): Envelope;
  /** The operator at work on a tenant's keys, or on the installation's. */
  operator(tenantId?: string): KeyContext;
  /** As `operator`, on a copy of the database. */
  at(url: string, rootKey?: RootKey): KeyContext;
  stop(): Promise<void>;
}

export async function openTestKeys(platform: TestPlatform, provided?: RootKey): Promise<TestKeys> {
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-keys-"));
  const file = path.join(folder, "root-key.json");
  const rootKey = provided ?? openRootKeyFile({ path: file, create: true });
  const opened: Database[] = [];
  const openWorker = (url: string) => {
    const role = "bulkhead_worker";
    const password = rolePassword(platform.secret, role);
    const db = openDatabase({ url, role, password, maxConnections: 3, log: platform.log });
    opened.push(db);
    return db;
  };
  const { worker } = platform.databases;
  await checkRootKey(worker, rootKey);
  const envelopes: Envelope[] = [];
  return {
    folder,
    file,
    rootKey,
    worker,
    envelope(options = {}) {
      const own = provided ?? openRootKeyFile({ path: file, create: false });
      const made = createEnvelope({ db: platform.databases.data, rootKey: own, ...options });
      envelopes.push(made);
      return made;
    },
    operator: (tenantId = INSTALLATION_ID) => ({ ...operatorRequest(tenantId), db: worker, rootKey }),
    at: (url, other = rootKey) => ({ ...operatorRequest(INSTALLATION_ID), db: openWorker(url), rootKey: other }),
    async stop() {
      for (const made of envelopes) made.stop();
      await Promise.all(opened.map(({ pool }) => pool.end()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
