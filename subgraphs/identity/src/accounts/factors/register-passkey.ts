import { queryOutsideTenants, type Statement, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeAttestationObject } from "@simplewebauthn/server/helpers";
import { TEXTS } from "../../pages/texts.ts";
import type { AnonymousRequest } from "../failed-attempts.ts";
import { addedFactor, noteAdded } from "./add-factor.ts";
import { CHALLENGE_SECONDS, challengeBytes, challengeFault, newChallenge, useChallenge } from "./challenge.ts";
import { changeFactors, countFactors, type FactorDeps, MAX_FACTORS, ownerOf, tooManyFactors } from "./factor-change.ts";
import type { FactorAdded, WebAuthnChallenge } from "./factors.ts";
import { RefusedAnswer, refusalOf } from "./passkey-answer.ts";
import { recordRefusal } from "./refusals.ts";
import { requireRelyingParty } from "./relying-party.ts";

/** EdDSA, ES256, RS256 (COSE): what authenticators have. */
const ALGORITHMS = [-8, -7, -257];
/** How browsers reach an authenticator; others than these are no word of theirs (WebAuthn Level 3 section 5.8.4). */
const TRANSPORTS: ReadonlySet<string> = new Set(["usb", "nfc", "ble", "smart-card", "hybrid", "internal"]);

/** Of a credential's id (WebAuthn Level 3 section 4), as its table has it. */
const ID_BYTES = { min: 16, max: 1_023 };

/** What somebody wants who is making a passkey. */
interface NewPasskey {
  challenge: string;
  response: RegistrationResponseJSON;
  name: string;
}

/** Discoverable, so that it serves without an address too; never without the person's fingerprint, face or PIN. */
export async function beginPasskey(deps: FactorDeps, accountId: string): Promise<WebAuthnChallenge> {
  const { db, keys, publicOrigin, now } = deps;
  const { id: rpID } = requireRelyingParty(publicOrigin);
  const { email, name, userHandle } = await ownerOf(db, accountId);
  const known = await passkeysOf(db, accountId);
  if (known.length >= MAX_FACTORS.PASSKEY) throw tooManyFactors("PASSKEY");
  const challenge = newChallenge(keys.challenges, "create", accountId, now());
  const options = await generateRegistrationOptions({
    rpName: TEXTS.product,
    rpID,
    userName: email,
    userDisplayName: name || email,
    userID: Uint8Array.from(userHandle),
    challenge: Uint8Array.from(Buffer.from(challengeBytes(challenge), "base64url")),
    timeout: CHALLENGE_SECONDS * 1_000,
    attestationType: "none",
    excludeCredentials: known,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  return { optionsJson: JSON.stringify(options), challenge };
}

/** As browsers are told of them. */
export async function passkeysOf(
  db: FactorDeps["db"],
  accountId: string,
): Promise<{ id: string; transports: string[] }[]> {
  const rows = await queryOutsideTenants<{ credential_id: Buffer; transports: string[] }>(db, {
    name: "passkeys_of_account",
    text: "select credential_id, transports from identity.passkey where account_id = $1 and flagged_at is null order by id",
    values: [accountId],
  });
  return rows.map(({ credential_id, transports }) => ({ id: credential_id.toString("base64url"), transports }));
}

/** Errors: BAD_USER_INPUT for an answer that does not verify; CONFLICT for one that is registered, or too many. */
export async function registerPasskey(
  deps: FactorDeps,
  request: AnonymousRequest,
  accountId: string,
  { challenge, response, name: given }: NewPasskey,
): Promise<FactorAdded> {
  const faults: FieldFault[] = [];
  const name = readName(given, "name", faults);
  refuseFaults(faults);
  try {
    const made = await verified(deps, accountId, challenge, response);
    return await changeFactors(deps, request, accountId, addedFactor("PASSKEY", name), async (tx) => {
      const before = await countFactors(tx.query, accountId);
      if (before.PASSKEY >= MAX_FACTORS.PASSKEY) throw tooManyFactors("PASSKEY");
      if (!(await useChallenge(tx, challenge))) throw new RefusedAnswer("USED_CHALLENGE");
      tx.atEnd(keepPasskey(accountId, name, made));
      return noteAdded(deps, tx, accountId, before);
    });
  } catch (error) {
    const isKnown = violatedConstraint(error) === "passkey_once";
    if (!isKnown && !(error instanceof RefusedAnswer)) throw error;
    const reason = isKnown ? "REGISTERED_PASSKEY" : (error as RefusedAnswer).reason;
    await recordRefusal(deps, request, { operation: "register-passkey", accountId, reason });
    throw isKnown ? alreadyRegistered(error) : notVerified(error);
  }
}

type Made = NonNullable<Awaited<ReturnType<typeof verifyRegistrationResponse>>["registrationInfo"]>;

/** The credential that an answer brings. Rejects with RefusedAnswer. */
async function verified(
  { keys, publicOrigin, now }: FactorDeps,
  accountId: string,
  challenge: string,
  response: RegistrationResponseJSON,
): Promise<Made> {
  const { id, origin } = requireRelyingParty(publicOrigin);
  const fault = challengeFault(keys.challenges, challenge, { purpose: "create", accountId, now: now() });
  if (fault) throw new RefusedAnswer(fault);
  try {
    refuseCertificates(response);
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challengeBytes(challenge),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (registrationInfo && !isKeepable(registrationInfo)) throw new RefusedAnswer("MALFORMED_ANSWER");
    if (registrationInfo) return registrationInfo;
  } catch (error) {
    throw error instanceof RefusedAnswer ? error : new RefusedAnswer(refusalOf(error));
  }
  throw new RefusedAnswer("WRONG_SIGNATURE");
}

/**
 * No attestation was asked for, so browsers send none, or one signed with the new key itself. The library would fetch the
 * revocation lists that certificates name, wherever they lie: whoever sends some could make this server call anybody.
 */
function refuseCertificates(response: RegistrationResponseJSON): void {
  const encoded = Buffer.from(response.response.attestationObject, "base64url");
  const attestation = decodeAttestationObject(Uint8Array.from(encoded));
  const format = attestation.get("fmt");
  const isPlain = format === "none" || (format === "packed" && attestation.get("attStmt").get("x5c") === undefined);
  if (!isPlain) throw new RefusedAnswer("UNASKED_ATTESTATION");
}

/** Signed by nobody, and so whatever its sender wants: an id of any length, and transports of any kind. */
function isKeepable({ credential: { id, transports = [] } }: Made): boolean {
  const { length } = Buffer.from(id, "base64url");
  return length >= ID_BYTES.min && length <= ID_BYTES.max && Array.isArray(transports);
}

function keepPasskey(accountId: string, name: string, made: Made): Statement {
  const { credential, credentialDeviceType, aaguid } = made;
  const transports = (credential.transports ?? []).filter((one) => TRANSPORTS.has(one));
  return {
    text: `insert into identity.passkey
             (id, account_id, name, credential_id, public_key, counter, transports, aaguid, is_synced)
           values ($1, $2, $3, $4, $5, $6, $7, nullif($8, $9)::uuid, $10)`,
    values: [
      newUuid(),
      accountId,
      name,
      Buffer.from(credential.id, "base64url"),
      Buffer.from(credential.publicKey),
      credential.counter,
      [...new Set(transports)],
      aaguid,
      NO_MODEL,
      credentialDeviceType === "multiDevice",
    ],
  };
}

/** An authenticator that does not say which model it is. */
const NO_MODEL = "00000000-0000-0000-0000-000000000000";

function notVerified(cause: unknown): AppError {
  const message = "This passkey was not accepted. Open the page again, and add it from there.";
  return new AppError("BAD_USER_INPUT", message, {
    fields: [{ path: "response", code: "PASSKEY_REFUSED", message }],
    cause,
  });
}

function alreadyRegistered(cause: unknown): AppError {
  return new AppError("CONFLICT", "This passkey is registered already.", { cause });
}
