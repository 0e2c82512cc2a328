import { createInternalClient, type InternalClient } from "@bulkhead/kernel/internal-client.ts";
import { createTokenSigner } from "@bulkhead/kernel/internal-token.ts";
import type { Check } from "@bulkhead/kernel/readiness.ts";
import type { Settings } from "./config.ts";
import { type Role, type RoomName, roomsNeededBy } from "./roles.ts";

/** Ways to the rooms that run in other processes. */
export interface Remotes {
  rooms: readonly RoomName[];
  /** Throws when the process was not told where the room is. */
  to(room: RoomName): InternalClient;
  /**
   * To the authorisation server, by connections and circuits of its own: when everybody signs in at once, keys are looked up
   * as before. Throws when the process was not told where identity is.
   */
  toOAuth(): InternalClient;
  /** Whether every room answers at one of its addresses; names the addresses that do not. */
  check: Check;
  close(): Promise<void>;
}

const PROBE_MS = 1_500;

export function createRemotes(roles: ReadonlySet<Role>, settings: Settings): Remotes {
  const clients = new Map<RoomName, InternalClient>();
  const sign = createTokenSigner({ secret: settings.secret, issuer: [...roles].join("+") });
  for (const room of roomsNeededBy(roles))
    clients.set(room, createInternalClient({ room, addresses: settings[`${room}Urls`], sign }));
  const oauth =
    roles.has("gateway") && clients.has("identity")
      ? createInternalClient({ room: "identity", addresses: settings.identityUrls, sign })
      : undefined;

  /** Addresses of a room that do not answer. */
  async function silent(room: RoomName): Promise<string[]> {
    const addresses = settings[`${room}Urls`];
    const alive = await Promise.all(addresses.map(isAlive));
    return addresses.filter((_, at) => !alive[at]);
  }

  return {
    rooms: [...clients.keys()],
    to(room) {
      const client = clients.get(room);
      if (!client) throw new Error(`this process has no way to ${room}`);
      return client;
    },
    toOAuth() {
      if (!oauth) throw new Error("this process has no way to the authorisation server");
      return oauth;
    },
    async check() {
      const rooms = [...clients.keys()];
      const down = await Promise.all(rooms.map(silent));
      const missing = rooms.filter((room, at) => down[at]?.length === settings[`${room}Urls`].length);
      if (missing.length > 0) return `${missing.join(" and ")} cannot be reached`;
      const some = rooms.flatMap((room, at) => (down[at] ?? []).map((address) => `${room} at ${address}`));
      return some.length > 0 ? `ok, without ${some.join(", ")}` : "ok";
    },
    async close() {
      await Promise.all([...clients.values(), oauth].map((client) => client?.close()));
    },
  };
}

async function isAlive(address: string): Promise<boolean> {
  const url = new URL("/healthz", address);
  const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}
