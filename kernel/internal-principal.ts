import { LRUCache } from "lru-cache";
import { isPermission, PLATFORM_PERMISSIONS } from "./permission.ts";
import {
  ANONYMOUS,
  type Impersonation,
  type Principal,
  permissionsKeyOf,
  platformPrincipal,
  type TokenFacts,
} from "./principal.ts";
import { isMfaDemand, type MfaDemand } from "./tenant-settings.ts";

/** What an access token says, and what a role is limited to. */
interface Facts extends TokenFacts {
  collections?: string[];
}

/**
 * Kind, id, tenant, roles, and permissions one after another: what an internal token says of who acts. Of whoever came
 * with an access token, or has a role that is limited, also those facts.
 */
type Written = [kind: string, id: string, tenantId: string | null, roles: string[], permissions: string, facts?: Facts];

const EVERYTHING = "*";
const written = new WeakMap<Principal, string>();

/** A principal as text; written once, since the holder of a warm credential is the same object every time. */
export function writePrincipal(principal: Principal): string {
  let text = written.get(principal);
  if (text === undefined) {
    const { kind, id, tenantId, roles, permissions, permissionsKey } = principal;
    const held = permissionsKey === "platform" ? EVERYTHING : permissionsKeyOf(permissions);
    const { collections, ...rest } = principal;
    const limited = collections === undefined ? {} : { collections: [...collections].sort() };
    const facts = hasToken(kind) || collections ? [{ ...factsOf(rest), ...limited }] : [];
    text = JSON.stringify([kind, id, tenantId, [...roles], held, ...facts]);
    written.set(principal, text);
  }
  return text;
}

/** Names, not numbers: two versions side by side need not have the same list, and an unknown name allows nothing. */
const platform: ReadonlySet<string> = new Set(PLATFORM_PERMISSIONS);
/** Kinds of principal that may hold permissions of the platform. */
const isOfPlatform = (kind: string) => kind === "platform" || kind === "operator";
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
  const [kind, id, tenantId, roles, held, facts] = value;
  if (kind === "anonymous") return ANONYMOUS;
  if (kind === "platform" && held === EVERYTHING) return platformPrincipal(tenantId);
  if (kind !== "apiKey" && kind !== "platform" && !hasToken(kind)) throw new TypeError("not a kind of principal");
  const permissions = permissionsOf(held, isOfPlatform(kind));
  const permissionsKey = permissionsKeyOf(permissions);
  const limited = facts?.collections ? { collections: new Set(facts.collections) } : {};
  return { kind, id, tenantId, roles, permissions, permissionsKey, ...(facts && factsOf(facts)), ...limited };
}

function isWritten(value: unknown): value is Written {
  if (!Array.isArray(value)) return false;
  const [kind, id, tenantId, roles, held, facts] = value as unknown[];
  return (
    typeof kind === "string" &&
    typeof id === "string" &&
    (tenantId === null || typeof tenantId === "string") &&
    Array.isArray(roles) &&
    roles.every((role) => typeof role === "string") &&
    typeof held === "string" &&
    (hasToken(kind)
      ? value.length === 6 && areFacts(facts)
      : value.length === 5 || (value.length === 6 && isLimit(facts)))
  );
}

function hasToken(kind: string): kind is "user" | "client" | "operator" {
  return kind === "user" || kind === "client" || kind === "operator";
}

/** Those that there are, in one order, so that equal principals are one text. */
function factsOf({ grantId, clientId, acr, amr, authTime, expiresAt, demand, impersonation }: TokenFacts): TokenFacts {
  return {
    ...(grantId === undefined ? {} : { grantId }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr }),
    ...(authTime === undefined ? {} : { authTime }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(demand === undefined ? {} : { demand: demandOf(demand) }),
    ...(impersonation === undefined ? {} : { impersonation: impersonationOf(impersonation) }),
  };
}

function demandOf({ mfa, mfaBefore, mfaEnforcedFrom }: MfaDemand): MfaDemand {
  return { mfa, mfaBefore, mfaEnforcedFrom };
}

function impersonationOf({ id, operatorId }: Impersonation): Impersonation {
  return { id, operatorId };
}

function isImpersonation(value: unknown): value is Impersonation {
  const { id, operatorId } = (value ?? {}) as Record<string, unknown>;
  return typeof id === "string" && typeof operatorId === "string";
}

function areFacts(value: unknown): value is Facts {
  if (typeof value !== "object" || value === null) return false;
  const { grantId, clientId, acr, amr, authTime, expiresAt, demand, impersonation, collections } = value as Record<
    string,
    unknown
  >;
  return (
    [grantId, clientId, acr].every((one) => one === undefined || typeof one === "string") &&
    [authTime, expiresAt].every((one) => one === undefined || typeof one === "number") &&
    [amr, collections].every((one) => one === undefined || isTexts(one)) &&
    (demand === undefined || isMfaDemand(demand)) &&
    (impersonation === undefined || isImpersonation(impersonation))
  );
}

/** Of whoever came without a token: nothing of a sign-in. */
function isLimit(value: unknown): value is Pick<Facts, "collections"> {
  return areFacts(value) && Object.keys(value).join() === "collections";
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
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
