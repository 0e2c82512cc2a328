import {
  queryOutsideTenants,
  type TransactionAboveTenants,
  withTransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import { decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import { usersOf } from "../account-events.ts";
import type { AnonymousRequest } from "../failed-attempts.ts";
import { usersToSignInAs } from "../users-of-account.ts";
import { CHALLENGE_SECONDS, challengeBytes, challengeFault, newChallenge, useChallenge } from "./challenge.ts";
import { changeFactors, type FactorDeps } from "./factor-change.ts";
import type { PasskeyUser, WebAuthnChallenge } from "./factors.ts";
import { RefusedAnswer, refusalOf } from "./passkey-answer.ts";
import { recordRefusal } from "./refusals.ts";
import { passkeysOf } from "./register-passkey.ts";
import { requireRelyingParty } from "./relying-party.ts";

/** A passkey, with what is asked of its account. */
interface PasskeyRow {
  id: string;
  account_id: string;
  name: string;
  credential_id: Buffer;
  public_key: Buffer;
  is_synced: boolean;
  flagged: boolean;
  user_handle: Buffer;
  password_changed_at: string;
}

interface Use {
  challenge: string;
  response: AuthenticationResponseJSON;
  accountId?: string;
}

/** For anybody, or for the passkeys of one account that has proved who it is already. */
export async function beginPasskeyUse(deps: FactorDeps, accountId = ""): Promise<WebAuthnChallenge> {
  const { db, keys, publicOrigin, now } = deps;
  const { id: rpID } = requireRelyingParty(publicOrigin);
  const challenge = newChallenge(keys.challenges, "use", accountId, now());
  const options = await generateAuthenticationOptions({
    rpID,
    challenge: Uint8Array.from(Buffer.from(challengeBytes(challenge), "base64url")),
    timeout: CHALLENGE_SECONDS * 1_000,
    userVerification: "required",
    ...(accountId === "" ? {} : { allowCredentials: await passkeysOf(db, accountId) }),
  });
  return { optionsJson: JSON.stringify(options), challenge };
}

/** Whose passkey it is that answered; undefined whatever was wrong, with the reason in the audit log and nothing changed. */
export async function verifyPasskey(
  deps: FactorDeps,
  request: AnonymousRequest,
  { challenge, response, accountId }: Use,
): Promise<PasskeyUser | undefined> {
  const { keys, now } = deps;
  let passkey: PasskeyRow | undefined;
  try {
    const fault = challengeFault(keys.challenges, challenge, {
      purpose: "use",
      accountId: accountId ?? "",
      now: now(),
    });
    if (fault) throw new RefusedAnswer(fault);
    passkey = await findPasskey(deps, response);
    refuseForeign(passkey, response, accountId);
    const counter = await verifiedCounter(deps, passkey, challenge, response);
    const outcome = await withTransactionAboveTenants(deps.db, (tx) =>
      use(tx, passkey as PasskeyRow, challenge, counter),
    );
    if (outcome === "COUNTER_WENT_BACK") await flag(deps, request, passkey);
    if (outcome !== "USED") throw new RefusedAnswer(outcome);
    const { account_id, password_changed_at: passwordChangedAt, is_synced } = passkey;
    // RFC 8176: a key that stays in its hardware, or one that is copied; the person was verified, so it is two factors.
    return { accountId: account_id, passwordChangedAt, amr: [is_synced ? "swk" : "hwk", "user", "mfa"] };
  } catch (error) {
    if (!(error instanceof RefusedAnswer)) throw error;
    const whose = passkey?.account_id ?? accountId;
    return recordRefusal(deps, request, { operation: "verify-passkey", accountId: whose, reason: error.reason });
  }
}

async function findPasskey({ db }: FactorDeps, response: AuthenticationResponseJSON): Promise<PasskeyRow> {
  const id = typeof response?.id === "string" ? Buffer.from(response.id, "base64url") : Buffer.alloc(0);
  const [row] = await queryOutsideTenants<PasskeyRow>(db, {
    name: "find_passkey",
    text: `select passkey.id, account_id, passkey.name, credential_id, public_key, is_synced,
             flagged_at is not null as flagged, user_handle, password_changed_at
           from identity.passkey join identity.account on account.id = account_id where credential_id = $1`,
    values: [id],
  });
  if (!row) throw new RefusedAnswer("UNKNOWN_PASSKEY");
  return row;
}

/** WebAuthn Level 3 section 7.2, steps 5 and 6. */
function refuseForeign(
  { account_id, user_handle, flagged }: PasskeyRow,
  response: AuthenticationResponseJSON,
  accountId: string | undefined,
): void {
  const handle: unknown = response.response?.userHandle ?? undefined;
  const isOwn =
    typeof handle === "string"
      ? Buffer.from(handle, "base64url").equals(user_handle)
      : handle === undefined && accountId !== undefined;
  if (!isOwn || (accountId !== undefined && accountId !== account_id)) throw new RefusedAnswer("PASSKEY_OF_ANOTHER");
  if (flagged) throw new RefusedAnswer("PASSKEY_FLAGGED");
}

/** The counter of an answer that the passkey's key has signed, here and now. Rejects with RefusedAnswer. */
async function verifiedCounter(
  { publicOrigin }: FactorDeps,
  { credential_id, public_key }: PasskeyRow,
  challenge: string,
  response: AuthenticationResponseJSON,
): Promise<number> {
  const { id: expectedRPID, origin } = requireRelyingParty(publicOrigin);
  try {
    // No page of ours is shown inside another one.
    if (decodeClientDataJSON(response.response.clientDataJSON).crossOrigin) throw new RefusedAnswer("WRONG_ORIGIN");
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challengeBytes(challenge),
      expectedOrigin: origin,
      expectedRPID,
      requireUserVerification: true,
      // Compared in the database, once it is known who signed.
      credential: { id: credential_id.toString("base64url"), publicKey: Uint8Array.from(public_key), counter: 0 },
    });
    if (verified) return authenticationInfo.newCounter;
  } catch (error) {
    throw error instanceof RefusedAnswer ? error : new RefusedAnswer(refusalOf(error));
  }
  throw new RefusedAnswer("WRONG_SIGNATURE");
}

type Outcome = "USED" | "USED_CHALLENGE" | "USER_LOCKED" | "COUNTER_WENT_BACK" | "PASSKEY_FLAGGED";

/** Uses the challenge and moves the counter on, unless there is a reason against it; then nothing has changed. */
async function use(
  tx: TransactionAboveTenants,
  { id, account_id }: PasskeyRow,
  challenge: string,
  counter: number,
): Promise<Outcome> {
  const users = await usersOf(tx, account_id);
  const standing = await usersToSignInAs(tx, users);
  if (users.length > 0 && standing.length === 0) return "USER_LOCKED";
  if (!(await useChallenge(tx, challenge))) return "USED_CHALLENGE";
  const [row] = await tx.query<{ flagged: boolean; moves: boolean }>({
    name: "passkey_in_use",
    text: `select flagged_at is not null as flagged, ${MOVES} as moves from identity.passkey where id = $1`,
    values: [id, counter],
  });
  if (row?.flagged) return "PASSKEY_FLAGGED";
  if (!row?.moves) return "COUNTER_WENT_BACK";
  tx.surelyAtEnd({
    name: "move_passkey_counter",
    text: `update identity.passkey set counter = $2, last_used_at = now()
           where id = $1 and flagged_at is null and ${MOVES} returning 1`,
    values: [id, counter],
  });
  return "USED";
}

/** An authenticator that does not count says 0 each time; of one that counts, each answer says more than the last. */
const MOVES = "(counter < $2 or (counter = 0 and $2 = 0))";

/** A counter that goes back is a copy's, or the original's after a copy was used: which, nobody can tell, so neither works. */
async function flag(deps: FactorDeps, request: AnonymousRequest, { id, account_id, name }: PasskeyRow): Promise<void> {
  const flagged = {
    type: "passkey.flagged",
    action: "passkey.flag",
    template: "passkey-flagged" as const,
    values: { name },
  };
  await changeFactors(deps, request, account_id, { flagged }, async (tx) => {
    const rows = await tx.query({
      text: "update identity.passkey set flagged_at = now() where id = $1 and flagged_at is null returning 1",
      values: [id],
    });
    return { answer: undefined, happened: rows.length > 0 ? ["flagged" as const] : [] };
  });
}
