import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { KeySource } from "@bulkhead/kernel/key-source.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { JSONWebKeySet } from "jose";
import { createReload } from "./reload.ts";
import { retireSigningKeys, revokeSigningKey } from "./retire-signing-key.ts";
import {
  makeFirstSigningKey,
  type Rotation,
  rotateSigningKey,
  rotateSigningKeyIfDue,
  type SigningKeyContext,
} from "./rotate-signing-key.ts";
import { createShownKeys } from "./shown-keys.ts";
import { jwksOf, type KeyTimes, publishedKeys, type SigningKey, type SigningKeySet } from "./signing-key.ts";
import { openKey, readKeyRows, timesOf } from "./signing-key-row.ts";

export type { SigningKeySet } from "./signing-key.ts";

/** The keys that the authorisation server signs with, in a process of the identity role (docs/adr/0023). */
export interface SigningKeys extends KeySource {
  /** Loads the keys, or makes the first one; any number of processes may start at once. Rejects when one does not open. */
  ready(): Promise<void>;
  /** The same object until something changes. Throws before `ready`. */
  current(): SigningKeySet;
  /** From the table and never from memory, for other processes: they may have heard of a change before this one. */
  readPublicJwks(): Promise<JSONWebKeySet>;
  /** Each needs a request of the installation, and is seen by `current` when it answers. */
  rotate(request: RequestContext, rotation: Rotation): Promise<KeyTimes>;
  revoke(request: RequestContext, kid: string): Promise<void>;
  /** Rotates when due and deletes what has retired. Needs no `ready`; bears being run anywhere, by several and again. */
  tend(): Promise<void>;
  stop(): void;
}

export interface SigningKeysOptions {
  /** Signed in as bulkhead_oauth, as is the envelope's. */
  db: Database;
  envelope: Envelope;
  feed: Feed;
  log: Log;
  now?(): number;
}

export function createSigningKeys({ db, envelope, feed, log, now = Date.now }: SigningKeysOptions): SigningKeys {
  const shown = createShownKeys(now);
  const reload = createReload({ read, retired: shown.drop, tick: shown.look, feed, log });
  const contextOf = (request: RequestContext): SigningKeyContext => ({ ...request, db, envelope, now });

  /** A key at hand is not opened again: what a row holds beside its times never changes. */
  async function readKeys(): Promise<SigningKey[]> {
    const rows = await readKeyRows(db);
    return Promise.all(
      rows.map(async (row) => {
        const known = shown.held(row.id);
        return known ? { ...known, ...timesOf(row) } : openKey(envelope, row);
      }),
    );
  }

  async function read(): Promise<void> {
    shown.replace(await readKeys());
  }

  return {
    ...shown.source,
    refresh: reload.sparingly,
    current: shown.current,
    async ready() {
      reload.start();
      await reload.fresh();
      if (shown.source.publicJwks().keys.length > 0) return;
      if (await makeFirstSigningKey(contextOf(platformRequest()))) log.info("the first signing key was made");
      await reload.fresh();
    },
    readPublicJwks: async () => jwksOf(publishedKeys(await readKeys(), now())),
    async rotate(request, rotation) {
      const made = await rotateSigningKey(contextOf(request), rotation);
      await reload.fresh();
      return made;
    },
    async revoke(request, kid) {
      await revokeSigningKey(contextOf(request), kid);
      shown.drop(kid);
      await reload.fresh();
    },
    async tend() {
      const ctx = contextOf(platformRequest());
      const made = await rotateSigningKeyIfDue(ctx);
      if (made) log.info({ kid: made.kid }, "another signing key was made; it takes over in an hour");
      for (const kid of await retireSigningKeys(ctx)) log.info({ kid }, "a signing key was retired");
    },
    stop: reload.stop,
  };
}

/** The platform acting for itself. */
function platformRequest(): RequestContext {
  return {
    principal: platformPrincipal(INSTALLATION_ID),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
  };
}
