import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { HttpExchange } from "@bulkhead/kernel/http-exchange.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import type { NewArtifact } from "./artifact.ts";

/** What belongs to one HTTP exchange. oidc-provider calls our adapter without it, so it is found by async context. */
export interface Exchange {
  request: RequestContext;
  /** What the browser or program says it is; empty when it says nothing. */
  userAgent: string;
  /** Which endpoint was asked, by the last part of its path: `token`, `revoke`, `logout`, … */
  endpoint: string;
  /** While one runs, every statement of the exchange is part of it. */
  tx: TransactionAboveTenants | undefined;
  /** What was read in a transaction that lasts as long as the exchange, and cannot change meanwhile. */
  read: Map<string, Promise<unknown>> | undefined;
  /**
   * Families, by grant and with their tenants, that a token request relies on: held along with its COMMIT, so that it holds
   * nothing back while tokens are made. Elsewhere undefined, and a family is held from when it is looked at.
   */
  relied: Map<string, string> | undefined;
  /** Refusals of a transaction that may yet be run again. */
  refusals: (() => void)[] | undefined;
  /** A refresh token that is used up, and what takes its place: stored together when the answer is known. */
  rotation: { usedId: string; successor: NewArtifact | undefined } | undefined;
  /** Scope of the access token that the exchange issued, identity scopes included. */
  issuedScope: string | undefined;
  /** What went wrong on our side, while the library answers that something did. */
  fault: unknown;
}

export function newExchange({ headers, target, requestId, clientAddress }: HttpExchange): Exchange {
  return {
    request: { principal: ANONYMOUS, requestId, clientAddress },
    userAgent: headers["user-agent"] ?? "",
    endpoint: target.split(/[?/]/)[2] ?? "",
    tx: undefined,
    read: undefined,
    relied: undefined,
    refusals: undefined,
    rotation: undefined,
    issuedScope: undefined,
    fault: undefined,
  };
}

const running = new AsyncLocalStorage<Exchange>();

export function inExchange<T>(exchange: Exchange, run: () => Promise<T>): Promise<T> {
  return running.run(exchange, run);
}

export function currentExchange(): Exchange {
  const exchange = running.getStore();
  if (!exchange) throw new Error("the authorisation server works only inside an exchange");
  return exchange;
}

/** Reads once what the hooks of the library ask for again and again, if the exchange is one transaction; else each time. */
export function onceInTransaction<T>(key: string, read: () => Promise<T>): Promise<T> {
  const known = currentExchange().read;
  const before = known?.get(key) as Promise<T> | undefined;
  if (before !== undefined) return before;
  const answer = read();
  known?.set(key, answer);
  return answer;
}

export function rememberInTransaction(key: string, value: unknown): void {
  currentExchange().read?.set(key, Promise.resolve(value));
}

export function forgetInTransaction(): void {
  currentExchange().read?.clear();
}
