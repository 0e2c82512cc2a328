import {
  type Database,
  type Ending,
  queryOutsideTenants,
  type Statement,
  type Transaction,
  type TransactionAboveTenants,
  withTransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import { currentExchange } from "./exchange.ts";

/** The database of the authorisation server, as the exchange under way sees it. */
export interface Store {
  /** One statement on what stands above tenants: in the exchange's transaction if it has one, else by itself. */
  query<R>(statement: Statement): Promise<R[]>;
  /** For statements whose answers nobody needs, along with the COMMIT of the exchange's transaction. Undefined without one. */
  ending(tenantId?: string): Ending | undefined;
  /** Several statements together, in the exchange's transaction if it has one. */
  together<T>(run: (tx: TransactionAboveTenants) => Promise<T>): Promise<T>;
  /** Statements of one tenant, together. */
  asTenant<T>(tenantId: string, run: (tx: Transaction) => Promise<T>): Promise<T>;
}

export function createStore(db: Database): Store {
  async function together<T>(run: (tx: TransactionAboveTenants) => Promise<T>): Promise<T> {
    const exchange = currentExchange();
    if (exchange.tx) return run(exchange.tx);
    return withTransactionAboveTenants(db, async (tx) => {
      exchange.tx = tx;
      try {
        return await run(tx);
      } finally {
        exchange.tx = undefined;
      }
    });
  }
  return {
    query: <R>(statement: Statement) => {
      const { tx } = currentExchange();
      return tx ? tx.query<R>(statement) : queryOutsideTenants<R>(db, statement);
    },
    ending: (tenantId) => {
      const { tx } = currentExchange();
      return tenantId === undefined ? tx : tx?.enter(tenantId);
    },
    together,
    asTenant: (tenantId, run) => together((tx) => run(tx.enter(tenantId))),
  };
}
