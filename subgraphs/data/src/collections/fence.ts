import { type Statement, type Transaction, withTenant } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { NotWritten, runAgain } from "@bulkhead/kernel/write-again.ts";
import type { DataDeps } from "../context.ts";
import { valueTaken } from "../records/value-taken.ts";
import type { Collection } from "./directory.ts";

/**
 * Finds the collection only if it is as whoever writes knows it, and keeps it so until the transaction ends: a change of the
 * collection moves its revision under a stronger lock, waits for writers that are under way, and is seen by those that come
 * after it. The lock is the one that the foreign key of a record takes anyhow; writers do not keep each other out.
 */
export function fenceOf(tenantId: string, { id, revision }: Pick<Collection, "id" | "revision">): Statement {
  return {
    name: "collection_fence",
    text: "select from data.collection where tenant_id = $1 and id = $2 and revision = $3 for key share",
    values: [tenantId, id, revision],
  };
}

/** Sends what a change writes. */
type Write<T> = (tx: Transaction) => T | Promise<T>;

/**
 * Changes records of a collection behind its fence. `prepare` works out what to write, before there is a connection, from the
 * collection as it is at hand; when the transaction has not happened, from the collection as it is then, and whatever else it
 * read must be read again.
 */
export async function writeInCollection<T>(
  { db, collections }: Pick<DataDeps, "db" | "collections">,
  tenantId: string,
  known: Collection,
  prepare: (collection: Collection, isFirst: boolean) => Promise<Write<T>>,
): Promise<T> {
  let collection = known;
  let isFirst = true;
  return runAgain(async () => {
    if (!isFirst) collection = await collections.again(tenantId, collection);
    const write = await prepare(collection, isFirst).catch(async (error: unknown) => {
      // Wrong by a schema that this process has not yet heard the end of may be right by the one in force.
      if (!isFirst || appErrorOf(error)?.code !== "INVALID_RECORD") throw error;
      const { revision } = collection;
      collection = await collections.again(tenantId, collection);
      if (collection.revision === revision) throw error;
      return prepare(collection, false);
    });
    isFirst = false;
    return await once(db, tenantId, collection, async (tx) => {
      tx.surelyAtEnd(fenceOf(tenantId, collection));
      return write(tx);
    });
  });
}

class Overtaken extends Error {}

/** One try of a transaction that is prepared outside of it. */
async function once<T>(db: DataDeps["db"], tenantId: string, collection: Collection, run: Write<T>): Promise<T> {
  let begun = false;
  try {
    return await withTenant(db, tenantId, async (tx) => {
      if (begun) throw new Overtaken();
      begun = true;
      return run(tx);
    });
  } catch (error) {
    if (error instanceof Overtaken) throw new NotWritten("overtaken", { cause: error });
    throw valueTaken(error, collection) ?? error;
  }
}
