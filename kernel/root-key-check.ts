import { randomBytes } from "node:crypto";
import { type Database, queryOutsideTenants } from "./database.ts";
import { AppError } from "./error.ts";
import { type Binding, KEY_BYTES, type RootKey } from "./root-key.ts";

/** What the check value of a version is bound to. */
export const CHECK_BINDING: Binding = { "bulkhead:key": "check" };

/**
 * To be called before anything is sealed or opened: the root key must be the one this database is encrypted with. On a
 * database without one, registers the provider's newest version. `db` is the worker's, which alone may register.
 * Throws an Error that says what is wrong and what to do.
 */
export async function checkRootKey(db: Database, rootKey: RootKey): Promise<void> {
  try {
    const [newest] = (await newestRootKey(db)) ?? (await registerFirst(db, rootKey));
    if (!newest) throw new Error("the root key could not be registered with this database");
    await opensCheckValue(rootKey, newest);
  } catch (error) {
    // At a start nobody sees a log yet, so the reason belongs in the message. It holds no secret.
    if (error instanceof AppError && error.detail !== undefined) throw refusal(`the root key ${error.detail}`, error);
    throw error;
  }
}

async function opensCheckValue(rootKey: RootKey, { version, check_value }: Row): Promise<void> {
  try {
    await rootKey.unwrap(version, check_value, CHECK_BINDING);
  } catch (error) {
    if (error instanceof AppError && error.code === "UNAVAILABLE") throw error;
    throw refusal(
      `the root key ${rootKey.name} is not the one of this database, which needs version ${version}: use the right one; ` +
        "for a restored backup, first run bulkhead keys import (docs/operations/keys.md)",
      error,
    );
  }
}

function refusal(message: string, cause: unknown): Error {
  return new Error(message, { cause });
}

interface Row {
  version: string;
  check_value: Buffer;
}

async function newestRootKey(db: Database): Promise<Row[] | undefined> {
  const rows = await queryOutsideTenants<Row>(db, {
    text: "select version, check_value from platform.root_key order by position desc limit 1",
  });
  return rows.length > 0 ? rows : undefined;
}

/** Several first starts at once: one of them is first, and the check then tells the others whether theirs is the same. */
async function registerFirst(db: Database, rootKey: RootKey): Promise<Row[]> {
  const version = await rootKey.current();
  await queryOutsideTenants(db, {
    text: `insert into platform.root_key (version, check_value)
           select $1, $2 where not exists (select from platform.root_key) and not exists (select from platform.retired_root_key)
           on conflict do nothing`,
    values: [version, await checkValue(rootKey, version)],
  });
  return (await newestRootKey(db)) ?? [];
}

export async function checkValue(rootKey: RootKey, version: string): Promise<Buffer> {
  return rootKey.wrap(version, randomBytes(KEY_BYTES), CHECK_BINDING);
}
