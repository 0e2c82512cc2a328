import { createSigningKeys, type SigningKeys } from "@bulkhead/identity/src/signing-keys/signing-keys.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { RootKey } from "@bulkhead/kernel/root-key.ts";
import { connectTestPlatform, openTestPlatform, type TestPlatform } from "../../../../tests/testkit/database.ts";
import { openTestKeys, type TestKeys } from "../../../../tests/testkit/envelope.ts";

/** A clock that tests set. */
export interface Clock {
  /** ms since 1970 */
  at: number;
}

/** Several processes with signing keys on one database; the second has a feed and connections of its own. */
export interface TestSigningKeys {
  platforms: [TestPlatform, TestPlatform];
  keys: TestKeys;
  clock: Clock;
  /** A process that has not started yet: the first or the second one's connections. */
  open(which?: 0 | 1, options?: { rootKey?: RootKey }): SigningKeys;
  /** As separate processes have it. */
  envelope(which?: 0 | 1): Envelope;
  sql<R = Record<string, unknown>>(text: string, values?: unknown[]): Promise<R[]>;
  /** As of an installation that was never started: no key, and the right time. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export async function openTestSigningKeys(): Promise<TestSigningKeys> {
  const first = await openTestPlatform();
  const platforms: [TestPlatform, TestPlatform] = [first, await connectTestPlatform(first.url)];
  const keys = await openTestKeys(first);
  const clock: Clock = { at: Date.now() };
  const opened: SigningKeys[] = [];
  const envelope = (which: 0 | 1 = 0, rootKey = keys.rootKey) =>
    keys.envelope({ db: platforms[which].databases.oauth, rootKey, listen: platforms[which].feed.listen });
  const sql = async <R>(text: string, values: unknown[] = []) =>
    (await first.databases.owner.pool.query(text, values)).rows as R[];
  return {
    platforms,
    keys,
    clock,
    open(which = 0, { rootKey = keys.rootKey } = {}) {
      const { databases, feed, log } = platforms[which];
      const now = () => clock.at;
      const made = createSigningKeys({ db: databases.oauth, envelope: envelope(which, rootKey), feed, log, now });
      opened.push(made);
      return made;
    },
    envelope,
    sql,
    async clear() {
      for (const one of opened.splice(0)) one.stop();
      await sql("delete from identity.signing_key");
      clock.at = Date.now();
    },
    async stop() {
      for (const one of opened) one.stop();
      await keys.stop();
      await platforms[1].stop();
      await first.stop();
    },
  };
}

export function requestOfInstallation(): RequestContext {
  return {
    principal: platformPrincipal(INSTALLATION_ID),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
  };
}
