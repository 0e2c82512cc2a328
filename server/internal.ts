import { httpCall } from "@bulkhead/kernel/internal-http.ts";
import { createInternalServer, type InternalServer } from "@bulkhead/kernel/internal-server.ts";
import { createTokenVerifier } from "@bulkhead/kernel/internal-token.ts";
import { askReadiness } from "@bulkhead/kernel/readiness.ts";
import type { Settings } from "./config.ts";
import type { Platform } from "./platform.ts";
import { isWhole, ROOMS } from "./roles.ts";

/** `{ token }` → whose it is, or null when it opens nothing. */
function callOfOperatorToken({ identityOfToken }: Platform["authorisation"]["operators"]) {
  return async (input: unknown) => {
    const { token } = (input ?? {}) as { token?: unknown };
    return (typeof token === "string" && (await identityOfToken(token))) || null;
  };
}

/** Longest that running calls may take to end: the process has five seconds for everything. */
const STOP_MS = 3_000;

/**
 * Serves the rooms of this process to the others; undefined for a process that has nothing to serve them. A worker of its
 * own has no room, and listens to say whether it is ready.
 */
export function openInternalServer(platform: Platform, settings: Settings): InternalServer | undefined {
  const { roles, rooms, authorisation, checks, log } = platform;
  const own = ROOMS.filter((room) => roles.has(room));
  if (isWhole(roles) || (own.length === 0 && !roles.has("worker"))) return undefined;
  const { secret, internalHost: host, internalPort: port, internalNames } = settings;
  return createInternalServer({
    subgraphs: own.map((room) => rooms[room].subgraph),
    calls: {
      ...(roles.has("identity")
        ? {
            identity: {
              ...rooms.identity.calls,
              signingKeys: authorisation.signingKeys.readPublicJwks,
              operatorOfToken: callOfOperatorToken(authorisation.operators),
              oauth: httpCall(authorisation.handle),
            },
          }
        : {}),
      ...(roles.has("tenancy") ? { tenancy: { ...rooms.tenancy.calls } } : {}),
      ...(roles.has("data") ? { data: { ...rooms.data.calls } } : {}),
    },
    verifier: createTokenVerifier({ secret, rooms: own }),
    ready: () => askReadiness(checks),
    log,
    host,
    port,
    stopMs: STOP_MS,
    names: internalNames.length > 0 ? internalNames : undefined,
  });
}
