import { authorize } from "@bulkhead/kernel/principal.ts";
import type { SigningKeyContext } from "./rotate-signing-key.ts";
import { type KeyState, type KeyTimes, stateOf } from "./signing-key.ts";
import { readTimes } from "./signing-key-row.ts";

/** Which keys there are and what each does at the moment, oldest first; none of them is opened. */
export async function listSigningKeys(ctx: SigningKeyContext): Promise<(KeyTimes & { state: KeyState })[]> {
  authorize(ctx, "key:read");
  const keys = await readTimes(ctx.db);
  return keys.map((key) => ({ ...key, state: stateOf(key, keys, ctx.now()) }));
}
