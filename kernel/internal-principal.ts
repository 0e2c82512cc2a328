import { LRUCache } from "lru-cache";
import { isPermission, PLATFORM_PERMISSIONS } from "./permission.ts";
import { ANONYMOUS, type Principal, permissionsKeyOf, platformPrincipal } from "./principal.ts";

/** Kind, id, tenant, roles, and permissions one after another: what an internal token says of who acts. */
type Written = [kind: string, id: string, tenantId: string | null, roles: string[], permissions: string];

const EVERYTHING = "*";
const written = new WeakMap<Principal, string>();

/** A principal as text; written once, since the holder of a warm credential is the same object every time. */
export function writePrincipal(principal: Principal): string {
  let text = written.get(principal);
  if (text === undefined) {
    const { kind, id, tenantId, roles, permissions, permissionsKey } = principal;
    const held = permissionsKey === "platform" ? EVERYTHING : permissionsKeyOf(permissions);
    text = JSON.stringify([kind, id, tenantId, [...roles], held] satisfies Written);
    written.set(principal, text);
  }
  return text;
}

/** Names, not numbers: two versions side by side need not have the same list, and an unknown name allows nothing. */
const platform: ReadonlySet<string> = new Set(PLATFORM_PERMISSIONS);
const known = new LRUCache<string, Principal>({ max: 10_000 });
const sets = new LRUCache<string, Principal["permissions"]>({ max: 1_000 });

/** The principal a text tells of, the same object for the same text. Throws when it is no such text. */
export function readPrincipal(text: string): Principal {
  let principal = known.get(text);
  if (!principal) {
    principal = parsePrincipal(text);
    known.set(text, principal);
  }
  return principal;
}

function parsePrincipal(text: string): Principal {
  const value = JSON.parse(text) as unknown;
  if (!isWritten(value)) throw new TypeError("not a principal");
  const [kind, id, tenantId, roles, held] = value;
  if (kind === "anonymous") return ANONYMOUS;
  if (kind === "platform" && held === EVERYTHING) return platformPrincipal(tenantId);
  if (kind !== "apiKey" && kind !== "user" && kind !== "platform") throw new TypeError("not a kind of principal");
  const permissions = permissionsOf(held, kind === "platform");
  return { kind, id, tenantId, roles, permissions, permissionsKey: permissionsKeyOf(permissions) };
}

function isWritten(value: unknown): value is Written {
  if (!Array.isArray(value) || value.length !== 5) return false;
  const [kind, id, tenantId, roles, held] = value as unknown[];
  return (
    typeof kind === "string" &&
    typeof id === "string" &&
    (tenantId === null || typeof tenantId === "string") &&
    Array.isArray(roles) &&
    roles.every((role) => typeof role === "string") &&
    typeof held === "string"
  );
}

/** Equal sets are one object, as they are where they come from: decisions are remembered by it. */
function permissionsOf(held: string, isPlatform: boolean): Principal["permissions"] {
  const key = `${isPlatform}${held}`;
  let set = sets.get(key);
  if (!set) {
    const names = held.split(" ").filter((name) => isPermission(name) || (isPlatform && platform.has(name)));
    set = new Set(names) as Principal["permissions"];
    sets.set(key, set);
  }
  return set;
}
