import type { Statement } from "./statement.ts";
import { NotWritten } from "./write-again.ts";

/** PostgreSQL's key of what a turn is named by. */
const KEY = "hashtextextended($1, 0)";

/**
 * Waits until nobody else has the turn at the same thing, and has it until the transaction ends. Unlike the lock of a row
 * it holds back nobody but those who want it too: PostgreSQL gives a transaction its id with the first row that it locks,
 * and then no event is told until it ends (docs/adr/0014). So it is good for looking before one writes. What is sent after
 * it reads what was committed before the turn came; whoever does not take the turn is not kept out.
 */
export function takeTurn(at: string): Statement {
  return { name: "take_turn", text: `select pg_advisory_xact_lock(${KEY})`, values: [at] };
}

/** A turn that others who share it have at the same time, but nobody who takes it. */
export function shareTurn(at: string): Statement {
  return { name: "share_turn", text: `select pg_advisory_xact_lock_shared(${KEY})`, values: [at] };
}

/**
 * The turn of whoever takes an Admin of a tenant away: locks, removes or demotes them, lets them leave, or deletes their
 * account. The rooms share it, as each knows a half of who is left: tenancy who is Admin, identity who can sign in. So it
 * is under this turn, and before anything is written, that one asks the other (docs/adr/0014): what was asked before it may
 * have changed. It is the last of all turns, behind that of the tenant, a role, a user or an account.
 *
 * Whoever finds it taken begins again and waits outside: if those who wait kept their connections, there would be none left
 * by which the one who has the turn gets its answer. Nor can two wait for each other.
 */
export async function takeTurnOfAdmins(
  { query }: { query(statement: Statement): Promise<object[]> },
  tenantId: string,
): Promise<void> {
  const [mine] = await query({
    name: "take_turn_of_admins",
    text: `select from (select pg_try_advisory_xact_lock(${KEY}) as is_mine) as turn where is_mine`,
    values: [`admins ${tenantId}`],
  });
  if (!mine) throw new NotWritten("overtaken", { cause: undefined });
}
