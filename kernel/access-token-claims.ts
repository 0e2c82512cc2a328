import type { JWTPayload } from "jose";
import { encodeId, tryDecodeId } from "./id.ts";

/** RFC 9068 section 2.1. */
export const ACCESS_TOKEN_TYPE = "at+jwt";

/** How far the clocks of our processes may be apart, in seconds. */
export const SKEW_S = 5;

/** What a verified access token says. Whether it is still so, others know. Ids are uuids unless it says otherwise. */
export interface AccessToken {
  readonly kind: "user" | "client";
  /** Public id of the user or, of a client that acts for itself, of the client. */
  readonly subject: string;
  readonly subjectId: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** What the user let the client do; undefined for a client that acts for itself. */
  readonly grantId: string | undefined;
  /** Its `jti`. */
  readonly tokenId: string;
  /** The names of permissions among its scopes, sorted, with a space between; empty when it has none. */
  readonly permissionScope: string;
  readonly acr: string | undefined;
  readonly amr: readonly string[] | undefined;
  /** When the user last proved who they are, in seconds since 1970. */
  readonly authTime: number | undefined;
  /** In seconds since 1970. */
  readonly expiresAt: number;
  /** The operator who acts as the user, and their impersonation (RFC 8693 section 4.1); undefined where the user acts. */
  readonly impersonation: { readonly id: string; readonly operatorId: string } | undefined;
  /** Thumbprint of the key its sender must prove to have (RFC 9449 section 6); undefined for a bearer token. */
  readonly keyThumbprint: string | undefined;
}

/** What `aud` may be: the whole API, or one tenant's part of it (RFC 8707). `origin` has no path. */
export function apiResource(origin: string, tenantId?: string): string {
  return tenantId === undefined ? `${origin}/api` : `${origin}/api/tenants/${encodeId("tenant", tenantId)}`;
}

/** Longest `jti` taken; ours are shorter. */
const MAX_TOKEN_ID = 200;

/** The claims of a token with a good signature; undefined when one is missing, malformed or another audience's. */
export function readClaims(payload: JWTPayload, origin: string, nowMs: number): AccessToken | undefined {
  const { aud, exp, iat, jti, scope = "" } = payload;
  const tenantId = idOf("tenant", payload.tenant_id);
  const clientId = idOf("oauthClient", payload.client_id);
  const who = tenantId && clientId ? actorOf(payload, clientId) : undefined;
  if (!tenantId || !clientId || !who) return undefined;
  const audience = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud;
  if (audience !== apiResource(origin) && audience !== apiResource(origin, tenantId)) return undefined;
  if (typeof exp !== "number" || typeof iat !== "number" || iat > nowMs / 1_000 + SKEW_S) return undefined;
  if (typeof jti !== "string" || jti === "" || jti.length > MAX_TOKEN_ID || typeof scope !== "string") return undefined;
  const binding = bindingOf(payload.cnf);
  const proof = proofOf(payload);
  if (!binding || !proof) return undefined;
  return Object.freeze({
    ...who,
    tenantId,
    clientId,
    tokenId: jti,
    permissionScope: permissionScopeOf(scope),
    ...proof,
    expiresAt: exp,
    ...binding,
  });
}

type Actor = Pick<AccessToken, "kind" | "subject" | "subjectId" | "grantId" | "impersonation">;

/** A user, who always acts by a grant, or an operator as that user, or the client itself, which has neither. */
function actorOf({ sub, client_id, sid, act }: JWTPayload, clientId: string): Actor | undefined {
  if (typeof sub !== "string") return undefined;
  const nobodyElse = { impersonation: undefined };
  if (act !== undefined) return impersonatedBy(act, sub, sid);
  if (sub === client_id)
    return sid === undefined
      ? { kind: "client", subject: sub, subjectId: clientId, grantId: undefined, ...nobodyElse }
      : undefined;
  const subjectId = idOf("user", sub);
  const grantId = idOf("grant", sid);
  return subjectId && grantId ? { kind: "user", subject: sub, subjectId, grantId, ...nobodyElse } : undefined;
}

/** An actor that we do not understand is somebody we cannot hold to account: refused, not ignored. */
function impersonatedBy(act: unknown, subject: string, sid: unknown): Actor | undefined {
  const { sub: operatorId, ...others } = (act ?? {}) as Record<string, unknown>;
  const subjectId = idOf("user", subject);
  const id = idOf("impersonation", sid);
  if (!subjectId || !id || typeof operatorId !== "string" || Object.keys(others).length > 0) return undefined;
  if (tryDecodeId("operator", operatorId) === undefined) return undefined;
  return { kind: "user", subject, subjectId, grantId: undefined, impersonation: Object.freeze({ id, operatorId }) };
}

function idOf(kind: "tenant" | "user" | "oauthClient" | "grant" | "impersonation", value: unknown): string | undefined {
  return typeof value === "string" ? tryDecodeId(kind, value) : undefined;
}

/** A confirmation that we do not understand binds the token to something we cannot check: refused, not ignored. */
function bindingOf(cnf: unknown): Pick<AccessToken, "keyThumbprint"> | undefined {
  if (cnf === undefined) return { keyThumbprint: undefined };
  const { jkt, ...others } = (cnf ?? {}) as Record<string, unknown>;
  return typeof jkt === "string" && Object.keys(others).length === 0 ? { keyThumbprint: jkt } : undefined;
}

function proofOf(payload: JWTPayload): Pick<AccessToken, "acr" | "amr" | "authTime"> | undefined {
  const { acr, amr, auth_time: authTime } = payload;
  const isWellFormed =
    (acr === undefined || typeof acr === "string") &&
    (amr === undefined || (Array.isArray(amr) && amr.every((one) => typeof one === "string"))) &&
    (authTime === undefined || typeof authTime === "number");
  if (!isWellFormed) return undefined;
  return { acr, amr: amr === undefined ? undefined : Object.freeze([...amr]), authTime } as ReturnType<typeof proofOf>;
}

/** One that this process does not know (yet) stays: without it the token would seem to name none, which is all. */
function permissionScopeOf(scope: string): string {
  return [...new Set(scope.split(" ").filter((name) => name.includes(":")))].sort().join(" ");
}
