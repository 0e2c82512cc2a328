import pg from "pg";
import { AppError } from "./error.ts";

/** The server's own error code; empty when the error came from the socket or from the pool. */
export function sqlState(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? "") : "";
}

/**
 * Class 08, 57P and the two timeouts that end the session (25P03, 25P04) are the server's word that the connection is
 * gone; without a word of the server it is the socket's.
 */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  return state === "" || /^(08|57P|25P0[34])/.test(state);
}

/**
 * SQLSTATEs after which the same request may well succeed: serialisation, deadlock, a full disk, no memory, too many
 * connections, a lock or a statement that took too long.
 */
const TRANSIENT = new Set(["40001", "40P01", "53100", "53200", "53300", "55P03", "57014"]);
const LOST_SOCKET = /connection|timeout|ECONN|EPIPE/i;

/** character_not_in_repertoire, untranslatable_character */
const UNSTORABLE: ReadonlySet<string> = new Set(["22021", "22P05"]);

/** What callers are told of an error of the database. */
export function databaseError(error: unknown): unknown {
  // PostgreSQL has no NUL in texts. Rooms refuse it where a text is kept; here, where it was only compared.
  if (error instanceof pg.DatabaseError && UNSTORABLE.has(sqlState(error)))
    return new AppError(
      "BAD_USER_INPUT",
      "A text holds a NUL character, which cannot be stored or looked up. Remove it.",
      { cause: error },
    );
  if (error instanceof pg.DatabaseError && sqlState(error) === QUOTA_USED_UP) return quotaUsedUp(error);
  if (error instanceof pg.DatabaseError)
    return isConnectionLoss(error) || TRANSIENT.has(sqlState(error)) ? unavailable(error) : error;
  const lost = error instanceof Error && !(error instanceof AppError) && LOST_SOCKET.test(error.message);
  return lost ? unavailable(error) : error;
}

/** What the triggers of migrations/0009_usage.sql refuse with; `detail` is the quota and `hint` the most of it. */
const QUOTA_USED_UP = "BHQ01";

function quotaUsedUp(cause: pg.DatabaseError): AppError {
  const [quota = "", most = ""] = [cause.detail, cause.hint];
  return new AppError(
    "QUOTA_EXCEEDED",
    `Your plan's ${most} ${quota} are used up. Delete some, or ask the operator for another plan.`,
    { cause, extensions: { quota, most: Number(most) } },
  );
}

function unavailable(cause: unknown): AppError {
  return new AppError(
    "UNAVAILABLE",
    "The database did not answer. A change may or may not have been made: look, then try again.",
    { cause },
  );
}

/** No connection came free in time, or none can be made: nothing was sent. */
export function unreachable(cause: unknown): AppError {
  const message =
    "The database has no connection free, or does not answer. Nothing was changed: try again in a moment.";
  return new AppError("UNAVAILABLE", message, { cause });
}
