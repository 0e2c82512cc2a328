import type { Database } from "@bulkhead/kernel/database.ts";

/**
 * Transactions, by their first statement that writes, that are waited for between a write and the COMMIT, and why. While
 * they are, everybody who follows the outbox waits too (docs/adr/0014). All others send what they write with the COMMIT.
 */
const WAITED_FOR: Readonly<Record<string, string>> = {
  end_impersonation: "what is told depends on whether it ran; an operator or an Admin does it once in a while",
  append_outbox_one: "tests of the outbox, which hold a transaction open",
};

/** Notes what the pools do; the function that it answers fails when a transaction was waited for that need not be. */
export function watchRoundTrips(databases: readonly Database[]): () => void {
  const found = new Map<string, number>();
  for (const { writes } of databases) {
    if (!writes) continue;
    const { note } = writes;
    writes.note = (one) => {
      note(one);
      // One without a name is seldom; a test's own statements have none either.
      if (one.trips > 1 && one.first !== "" && !Object.hasOwn(WAITED_FOR, one.first)) found.set(one.first, one.trips);
    };
  }
  return () => {
    if (found.size === 0) return;
    const list = [...found].map(([first, trips]) => `${first}: ${trips}`).join(", ");
    throw new Error(`Send what writes along with the COMMIT (tx.commit, tx.atEnd). Waited for more than once: ${list}`);
  };
}
