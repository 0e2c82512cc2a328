import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { ShownFactor } from "../../mail/mail.ts";
import type { AnonymousRequest } from "../failed-attempts.ts";
import type { OwnerRequest } from "../mailed-link.ts";

/** A second factor as its owner sees it. */
export interface Factor {
  /** uuid */
  id: string;
  kind: "TOTP" | "PASSKEY";
  name: string;
  /** RFC 3339. */
  createdAt: string;
  lastUsedAt: string | null;
  /** Of a passkey: whether its private key is copied between devices. */
  isSynced: boolean;
  /** Of a passkey: its counter went backwards, so there is a copy of it, and it opens nothing any more. */
  isFlagged: boolean;
}

export interface FactorList {
  factors: Factor[];
  /** Unused ones. */
  recoveryCodes: number;
}

/** As a mail names it. */
export function shownFactor({ kind, name, createdAt }: Factor): ShownFactor {
  return { factor: kind === "TOTP" ? "AUTHENTICATOR" : "PASSKEY", name, addedAt: createdAt };
}

/**
 * Whether a password alone is not enough for the account. A flagged passkey counts, although it opens nothing: otherwise
 * whoever holds a copy of it would need the password only. Recovery codes are for that.
 */
export function hasSecondFactor({ factors }: FactorList): boolean {
  return factors.length > 0;
}

/** Codes that the account's first factor brought; to be shown now, for they are never shown again. */
export interface FactorAdded {
  recoveryCodes: string[] | undefined;
}

/** What a browser needs for one use of WebAuthn: the options for `navigator.credentials`, and what comes back with the answer. */
export interface WebAuthnChallenge {
  /** JSON for `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`. */
  optionsJson: string;
  /** Names the challenge, single-use and for a few minutes; sent back as a hidden field. */
  challenge: string;
}

/** Whom a passkey has signed in. */
export interface PasskeyUser {
  /** uuid */
  accountId: string;
  /** Of the account's password: a session is void once the account says another time. */
  passwordChangedAt: string;
  /** RFC 8176. */
  amr: string[];
}

export interface KeepFactor {
  /** The one that stays. */
  id: string;
  /** The sign-in session that stays. */
  sessionUid: string;
}

/** Who holds which second factors. Above tenants; every method is for the account that the caller has authenticated. */
export interface Factors {
  list(accountId: string): Promise<FactorList>;

  /** Where the public origin is an address that WebAuthn refuses there are no passkeys: `beginPasskey…` reject with UNAVAILABLE. */
  offersPasskeys: boolean;

  /**
   * The secret that opens nothing before `confirmTotp`: one per account, the same for ten minutes in one browser session.
   * `secret` is base32 (RFC 4648). Errors: CONFLICT when there are too many factors.
   */
  beginTotp(accountId: string, sessionUid: string): Promise<{ id: string; secret: string; uri: string }>;
  /** Undefined for a wrong code. Errors: NOT_FOUND, CONFLICT when there are too many factors, RATE_LIMITED. */
  confirmTotp(
    request: AnonymousRequest,
    accountId: string,
    input: { id: string; name: string; code: string },
  ): Promise<FactorAdded | undefined>;
  /** A code of an authenticator app, or a recovery code, each once. Undefined for one that does not count. Errors: RATE_LIMITED. */
  verifyCode(
    request: AnonymousRequest,
    accountId: string,
    code: string,
  ): Promise<{ by: "TOTP" | "RECOVERY_CODE" } | undefined>;

  /** Costs no write. Errors: CONFLICT when there are too many. */
  beginPasskey(accountId: string): Promise<WebAuthnChallenge>;
  /**
   * Errors: BAD_USER_INPUT for an answer that does not verify (origin, rpId, challenge, user verification), CONFLICT for
   * one that is registered or too many.
   */
  registerPasskey(
    request: AnonymousRequest,
    accountId: string,
    input: { challenge: string; response: RegistrationResponseJSON; name: string },
  ): Promise<FactorAdded>;
  /** For anybody (discoverable credentials), or for one account's passkeys. Costs no write. */
  beginPasskeyUse(accountId?: string): Promise<WebAuthnChallenge>;
  /**
   * Whose passkey it is; undefined for an answer that does not verify. `accountId` must be what the challenge was made
   * for: nobody's in particular, or the same account.
   */
  verifyPasskey(
    request: AnonymousRequest,
    input: { challenge: string; response: AuthenticationResponseJSON; accountId?: string },
  ): Promise<PasskeyUser | undefined>;

  /** Ten new codes; the old ones are void. Shown once. Errors: CONFLICT for an account that has no factor. */
  makeRecoveryCodes(request: AnonymousRequest, accountId: string): Promise<string[]>;
  /** False when there is no such factor (any more). */
  remove(request: AnonymousRequest, accountId: string, id: string): Promise<boolean>;
  /**
   * Removes all other factors, and ends all other sessions; answers new recovery codes. Undefined when there is no such
   * factor, or it opens nothing. Errors: CONFLICT when others changed them meanwhile.
   */
  keep(request: OwnerRequest, accountId: string, kept: KeepFactor): Promise<string[] | undefined>;
}
