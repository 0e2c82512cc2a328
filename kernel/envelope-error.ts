import { AppError } from "./error.ts";

/** One answer for altered, moved and foreign values: a difference would tell an attacker which of them it was. */
export function unopenable(detail?: string, cause?: unknown): AppError {
  return new AppError("INTERNAL_SERVER_ERROR", "A stored value cannot be opened.", { detail, cause });
}

export function keyDestroyed(): AppError {
  return new AppError("KEY_DESTROYED", "The encryption key of this value was destroyed; it cannot be read again.");
}

/** The place where the root key lives did not answer, or not as it should. `detail` holds no secret. */
export function keyServiceUnavailable(name: string, cause: unknown): AppError {
  const detail = `${name}: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new AppError("UNAVAILABLE", "The key service did not answer. Try again in a moment.", { detail, cause });
}
