import { createHmac, createSecretKey } from "node:crypto";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { AnswerHttp } from "@bulkhead/kernel/http-exchange.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { type AccountPort, createAccountPort } from "./account-port.ts";
import { type Accounts, createAccounts } from "./accounts/accounts.ts";
import type { BreachedOptions } from "./accounts/breached/breached-passwords.ts";
import type { Denials } from "./accounts/failed-attempts.ts";
import type { AdminsOf } from "./accounts/lone-adminships.ts";
import type { Peppers } from "./api-key-digest.ts";
import type { OAuthDeps } from "./oauth/deps.ts";
import { createOAuthServer } from "./oauth/server.ts";
import { createStore } from "./oauth/store.ts";
import { sweepArtifacts } from "./oauth/sweep.ts";
import { createClientDirectory } from "./oauth-client-directory.ts";
import { createSigningKeys, type SigningKeys } from "./signing-keys/signing-keys.ts";

export interface AuthorisationDeps
  extends Pick<OAuthDeps, "membershipOf" | "roleOf" | "tenantStatus" | "tenantSettings" | "brandOf" | "mail"> {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  /** The same role's, for what a transaction on `db` may have to wait for; the envelope's is it too. */
  lookupsDb: Database;
  envelope: Envelope;
  feed: Feed;
  /** Scheme, host and port, without a path: the issuer of everything. */
  publicOrigin: string;
  adminsOf: AdminsOf;
  /** From it cookies, nonces and hashes of guessable codes get keys of their own. 32 bytes. */
  secret: Buffer;
  peppers: Peppers;
  breachedPasswords?: BreachedOptions;
  denials: Denials;
  log: Log;
}

/** What stands above tenants: who people are, what they let clients do, and the keys that say so (docs/adr/0020). */
export interface Authorisation {
  /** Answers everything under `/oauth/` and the metadata. */
  handle: AnswerHttp;
  accounts: Accounts;
  /** What the room behind GraphQL may ask of them. */
  accountPort: AccountPort;
  signingKeys: SigningKeys;
  /** Loads the signing keys, or makes the first one. */
  start(): Promise<void>;
  /** Deletes what the protocol no longer needs. */
  sweep(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export function createAuthorisation(deps: AuthorisationDeps): Authorisation {
  const { db, lookupsDb, envelope, feed, publicOrigin, secret, peppers, mail, denials, log } = deps;
  const keyFor = (use: string) => createHmac("sha256", secret).update(`oauth ${use}`).digest();
  const accounts = createAccounts({
    db,
    attemptsKey: keyFor("attempts"),
    factorsKey: keyFor("factors"),
    envelope,
    mail,
    publicOrigin,
    adminsOf: deps.adminsOf,
    feed,
    ...deps.breachedPasswords,
    serviceNames: ["Bulkhead", ...new URL(publicOrigin).hostname.split(".").slice(0, -1)],
    denials,
    log,
  });
  const clients = createClientDirectory({ db: lookupsDb, feed, peppers, log });
  const signingKeys = createSigningKeys({ db, envelope, feed, log });
  let started: Promise<void> | undefined;
  const start = () => {
    started ??= signingKeys.ready().catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  };
  const server = createOAuthServer({
    ...deps,
    store: createStore(db),
    issuer: publicOrigin,
    cookieKey: keyFor("cookies").toString("base64url"),
    nonceSecret: keyFor("nonces"),
    userCodeKey: createSecretKey(keyFor("user codes")),
    clients,
    accounts,
    signingKeys: () => signingKeys.current(),
    ready: start,
    onKeysChange: signingKeys.onChange,
  });
  return {
    handle: server.handle,
    accounts,
    accountPort: createAccountPort(db, accounts.factors),
    signingKeys,
    start,
    sweep: async (signal) => void (await sweepArtifacts(db, signal)),
    async stop() {
      server.stop();
      clients.stop();
      signingKeys.stop();
      await accounts.stop();
    },
  };
}
