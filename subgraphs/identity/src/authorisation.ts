import { createHmac, createSecretKey } from "node:crypto";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { AnswerHttp } from "@bulkhead/kernel/http-exchange.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { type AccountPort, createAccountPort } from "./account-port.ts";
import { type Accounts, createAccounts } from "./accounts/accounts.ts";
import { createAttempts } from "./accounts/attempts.ts";
import type { BreachedOptions } from "./accounts/breached/breached-passwords.ts";
import type { Denials } from "./accounts/failed-attempts.ts";
import type { Peppers } from "./api-key-digest.ts";
import { createMakeKey, type PolicyOf } from "./first-key.ts";
import type { AdminsOf } from "./membership.ts";
import type { OAuthDeps } from "./oauth/deps.ts";
import { createOAuthServer } from "./oauth/server.ts";
import { createStore } from "./oauth/store.ts";
import { sweepArtifacts } from "./oauth/sweep.ts";
import { createClientDirectory } from "./oauth-client-directory.ts";
import type { TenancyOnboarding } from "./onboarding/deps.ts";
import { createOnboarding } from "./onboarding/onboarding.ts";
import { createOperators, type Operators } from "./operators/operators.ts";
import type { IdentityRoom } from "./room.ts";
import { createSigningKeys, type SigningKeySet, type SigningKeys } from "./signing-keys/signing-keys.ts";

export interface AuthorisationDeps
  extends Pick<
    OAuthDeps,
    | "membershipOf"
    | "roleOf"
    | "tenantStatus"
    | "tenantSettings"
    | "brandOf"
    | "invitationOf"
    | "acceptInvitation"
    | "mail"
    | "operateTenancy"
  > {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  /** The same role's, for what a transaction on `db` may have to wait for; the envelope's is it too. */
  lookupsDb: Database;
  envelope: Envelope;
  feed: Feed;
  /** Scheme, host and port, without a path: the issuer of everything. */
  publicOrigin: string;
  adminsOf: AdminsOf;
  /** The Admins of a tenant however it stands, by uuids. */
  adminsToTell: AdminsOf;
  /** From it cookies, nonces and hashes of guessable codes get keys of their own. 32 bytes. */
  secret: Buffer;
  peppers: Peppers;
  breachedPasswords?: BreachedOptions;
  /** What tenancy does for people who come in by themselves; and whether they may make tenants. */
  tenancyOnboarding: TenancyOnboarding;
  selfService: boolean;
  /** The room behind GraphQL, for what a person does at a page as they would there. */
  room: Pick<IdentityRoom, "subgraph">;
  policyOf: PolicyOf;
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
  /** Whoever operates the platform. */
  operators: Operators;
  /** Loads the signing keys, or makes the first one. */
  start(): Promise<void>;
  /** Finishes or clears away what people have begun who make a tenant of their own. */
  sweepOnboardings(signal: AbortSignal): Promise<void>;
  /** Deletes what the protocol no longer needs. */
  sweep(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export function createAuthorisation(deps: AuthorisationDeps): Authorisation {
  const { db, lookupsDb, envelope, feed, publicOrigin, secret, peppers, mail, denials, log } = deps;
  const keyFor = (use: string) => keyOf(secret, use);
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
  const { tenancyOnboarding: tenancy, selfService: isOpen } = deps;
  const onboarding = createOnboarding({ db, tenancy, attempts: accounts.attempts, feed, log, isOpen });
  const clients = createClientDirectory({ db: lookupsDb, feed, peppers, log });
  const signingKeys = createSigningKeys({ db, envelope, feed, log });
  const operators = operatorsOf(deps, accounts, () => signingKeys.current());
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
    onboarding,
    makeKey: createMakeKey(deps.room.subgraph.context, deps.policyOf),
    operators,
    signingKeys: () => signingKeys.current(),
    ready: start,
    onKeysChange: signingKeys.onChange,
  });
  return {
    handle: server.handle,
    accounts,
    accountPort: createAccountPort(db, accounts.factors),
    signingKeys,
    operators,
    start,
    sweepOnboardings: onboarding.sweep,
    async sweep(signal) {
      await sweepArtifacts(db, signal);
      await operators.sweep();
    },
    async stop() {
      server.stop();
      clients.stop();
      signingKeys.stop();
      await accounts.stop();
    },
  };
}

/** A key for one use: whoever has it has no other. */
function keyOf(secret: Buffer, use: string): Buffer {
  return createHmac("sha256", secret).update(`oauth ${use}`).digest();
}

/** Operators sign in by the same means as people, and in counts beside theirs. */
function operatorsOf(
  deps: AuthorisationDeps,
  { passwords, passwordPolicy }: Accounts,
  signingKeys: () => SigningKeySet,
): Operators {
  const { db, envelope, feed, publicOrigin, secret, mail, denials, membershipOf, adminsToTell, tenantSettings } = deps;
  const attempts = createAttempts({ db, key: keyOf(secret, "attempts") });
  const means = { passwords, passwordPolicy, attempts, denials, mail };
  const rooms = { membershipOf, adminsToTell, tenantSettings };
  return createOperators({ db, envelope, feed, publicOrigin, ...means, ...rooms, signingKeys, now: Date.now });
}
