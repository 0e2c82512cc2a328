import { createHmac } from "node:crypto";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { MailQueue } from "../../mail/mail.ts";
import type { Attempts } from "../attempts.ts";
import type { Denials } from "../failed-attempts.ts";
import type { FactorDeps } from "./factor-change.ts";
import { listFactors } from "./factor-list.ts";
import type { Factors } from "./factors.ts";
import { keepFactor } from "./keep-factor.ts";
import { makeRecoveryCodes } from "./recovery-codes.ts";
import { beginPasskey, registerPasskey } from "./register-passkey.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { removeFactor } from "./remove-factor.ts";
import { beginTotp, confirmTotp } from "./totp.ts";
import { beginPasskeyUse, verifyPasskey } from "./use-passkey.ts";
import { verifyCode } from "./verify-code.ts";

export interface FactorsOptions {
  /** Signed in as bulkhead_oauth, as is the envelope's. */
  db: Database;
  envelope: Envelope;
  mail: MailQueue;
  denials: Denials;
  attempts: Attempts;
  /** Scheme, host and port of the pages. */
  publicOrigin: string;
  /** Of the installation: signs challenges, and keys the hashes of recovery codes. 32 bytes. */
  key: Buffer;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export function createFactors({ key, now = Date.now, ...given }: FactorsOptions): Factors {
  const keyFor = (use: string) => createHmac("sha256", key).update(use).digest();
  const deps: FactorDeps = {
    ...given,
    now,
    keys: { challenges: keyFor("challenges"), recoveryCodes: keyFor("recovery codes") },
  };
  return {
    offersPasskeys: relyingPartyOf(given.publicOrigin) !== undefined,
    list: (accountId) => listFactors(given.db, accountId),
    beginTotp: (accountId, sessionUid) => beginTotp(deps, accountId, sessionUid),
    confirmTotp: (request, accountId, input) => confirmTotp(deps, request, accountId, input),
    verifyCode: (request, accountId, code) => verifyCode(deps, request, accountId, code),
    beginPasskey: (accountId) => beginPasskey(deps, accountId),
    registerPasskey: (request, accountId, input) => registerPasskey(deps, request, accountId, input),
    beginPasskeyUse: (accountId) => beginPasskeyUse(deps, accountId),
    verifyPasskey: (request, input) => verifyPasskey(deps, request, input),
    makeRecoveryCodes: (request, accountId) => makeRecoveryCodes(deps, request, accountId),
    remove: (request, accountId, id) => removeFactor(deps, request, accountId, id),
    keep: (request, accountId, kept) => keepFactor(deps, request, accountId, kept),
  };
}
