/** Often enough for a process that starts: whoever asks more often takes the time that it needs for that. */
export const STARTING_MS = 50;

/**
 * Asks again, every hundredth of a second when not said otherwise, until the answer is yes: for what follows on its own
 * and tells nobody. Rejects when it does not come.
 */
export async function until(check: () => Promise<boolean>, timeoutMs = 5_000, everyMs = 10): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`it did not come true within ${timeoutMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
