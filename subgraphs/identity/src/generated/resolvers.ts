// Made by `npm run generate` from the subgraph's schema.graphql; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Actor } from '../domain/actor.ts';
import type { ApiKey } from '../api-key-row.ts';
import type { Me } from '../domain/me.ts';
import type { OAuthClient } from '../oauth-client-row.ts';
import type { RemovedFactor } from '../domain/remove-factor.ts';
import type { ServiceAccount } from '../service-account-row.ts';
import type { Session } from '../session-row.ts';
import type { User } from '../user-row.ts';
import type { IdentityContext } from '../context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant as RFC 3339 text in UTC, with up to six digits of a second, e.g. `2026-11-22T11:51:35.123456Z`. */
  DateTime: { input: string; output: string; }
  /** Any JSON value (RFC 8259). */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** How sensitive a value is. */
export type GraphQLDataClass =
  /** Anyone may see it. */
  | 'PUBLIC'
  /** Of the tenant, not about a person. */
  | 'INTERNAL'
  /** About a person (GDPR Art. 4(1)). */
  | 'PERSONAL'
  /** About a person's health (GDPR Art. 4(15), HIPAA). */
  | 'HEALTH'
  /** Gives access; shown at most once. */
  | 'SECRET';

/** Where a page stands in its list (Relay Cursor Connections Specification, section 5). */
export type GraphQLPageInfo = {
  readonly __typename?: 'PageInfo';
  /** Whether more follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether more precede. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first node; null on an empty page. */
  readonly startCursor: Maybe<Scalars['String']['output']>;
  /** Cursor of the last node; null on an empty page. */
  readonly endCursor: Maybe<Scalars['String']['output']>;
};

export type GraphQLQuery = {
  readonly __typename?: 'Query';
  /** The caller. */
  readonly me: GraphQLMe;
  /** Users of the tenant, oldest first. Forward by `first`/`after`, backward by `last`/`before`; 1 to 500, default 50. */
  readonly users: GraphQLUserConnection;
  /** One user by id. Errors: NOT_FOUND. */
  readonly user: GraphQLUser;
  /** API keys of the tenant, oldest first, revoked ones included. Paged as `users`. */
  readonly apiKeys: GraphQLApiKeyConnection;
  /** OAuth clients of the tenant, oldest first, revoked ones included. Paged as `users`. */
  readonly oauthClients: GraphQLOAuthClientConnection;
  /** One OAuth client by id. Errors: NOT_FOUND. */
  readonly oauthClient: GraphQLOAuthClient;
  /** Which operators of the platform act or acted as users of the tenant, newest first, at most 100. */
  readonly impersonations: ReadonlyArray<GraphQLImpersonation>;
  /** For operators: who operates the platform, oldest first. */
  readonly operators: ReadonlyArray<GraphQLOperator>;
  /** Service accounts of the tenant, oldest first, removed ones included. Paged as `users`. */
  readonly serviceAccounts: GraphQLServiceAccountConnection;
  /** One service account by id. Errors: NOT_FOUND. */
  readonly serviceAccount: GraphQLServiceAccount;
};


export type GraphQLQueryUsersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryApiKeysArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryOauthClientsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryOauthClientArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryServiceAccountsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryServiceAccountArgs = {
  id: Scalars['ID']['input'];
};

export type GraphQLMutation = {
  readonly __typename?: 'Mutation';
  /** Registers a person in the tenant. Errors: CONFLICT (the e-mail address is taken in this tenant), BAD_USER_INPUT. */
  readonly createUser: GraphQLCreateUserPayload;
  /**
   * Makes an API key with a role of its own, or with the role that a service account has at each moment. The key is in the
   * answer and never again: only a keyed hash is kept. No caller can give a role that holds permissions the caller lacks.
   * Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND (no such role or service
   * account), FORBIDDEN, BAD_USER_INPUT, CONFLICT (the service account was removed, or its role has just changed).
   */
  readonly createApiKey: GraphQLCreateApiKeyPayload;
  /** Ends an API key at once: it is refused from the moment of the answer. Revoking twice changes nothing. Errors: NOT_FOUND. */
  readonly revokeApiKey: GraphQLRevokeApiKeyPayload;
  /**
   * Makes a principal that is nobody, for programs: its keys, by `createApiKey`, act with the role that it has at each
   * moment. No caller can give a role that holds permissions the caller lacks. Errors: INSUFFICIENT_AUTHENTICATION (a user
   * signed in more than 15 minutes ago), BAD_USER_INPUT, NOT_FOUND (no such role), FORBIDDEN, CONFLICT (the name is taken).
   */
  readonly createServiceAccount: GraphQLCreateServiceAccountPayload;
  /**
   * Gives a service account another role: its keys, open sockets and subscriptions act with it within a second. No caller
   * can give a role that holds permissions the caller lacks. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than
   * 15 minutes ago), NOT_FOUND, FORBIDDEN, CONFLICT (it was removed).
   */
  readonly changeServiceAccountRole: GraphQLChangeServiceAccountRolePayload;
  /**
   * Ends a service account and revokes every key of it: they are refused from the moment of the answer. What they did keeps
   * its name. Removing twice changes nothing. Errors: NOT_FOUND.
   */
  readonly removeServiceAccount: GraphQLRemoveServiceAccountPayload;
  /**
   * Makes the link by which a user sets their first password, for 72 hours and one use, and voids those made before. Where the
   * installation sends mail it goes to the user's address, at most 5 times an hour. Elsewhere it is in the answer and never
   * again: hand it over where only they read it. Whoever has it can become that user, so it then takes all that an Admin may.
   * Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND, CONFLICT (they can sign in
   * already, or are locked), RATE_LIMITED, FORBIDDEN.
   */
  readonly createActivationLink: GraphQLCreateActivationLinkPayload;
  /**
   * Shuts a user out of the tenant: they cannot sign in, and what they let clients do ends within a second. Their
   * membership stays. Locking twice changes nothing. No caller can lock a member whose role holds permissions the caller
   * lacks. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND, FORBIDDEN, CONFLICT
   * (nobody locks themselves, nor the last Admin who can sign in), BAD_USER_INPUT.
   */
  readonly lockUser: GraphQLLockUserPayload;
  /**
   * Lets a locked user sign in again; what the lock ended stays ended. Unlocking twice changes nothing. Errors:
   * INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND.
   */
  readonly unlockUser: GraphQLUnlockUserPayload;
  /**
   * Registers an OAuth client, at most 100 that are not revoked. A CONFIDENTIAL client or a MACHINE that gives no keys
   * gets a secret, which is in the answer and never again: only a keyed hash is kept. No caller can give a machine a role
   * that holds permissions the caller lacks. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes
   * ago), BAD_USER_INPUT, NOT_FOUND (no such role), FORBIDDEN, CONFLICT (too many clients).
   */
  readonly createOAuthClient: GraphQLCreateOAuthClientPayload;
  /**
   * Gives a client another secret. The one before works until the overlap ends, so that no call fails meanwhile; with an
   * overlap of 0 it is refused at once, as after a leak. At most two work at a time: one that was being replaced already
   * ends now. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND, CONFLICT (the
   * client is revoked or has no secret), BAD_USER_INPUT, FORBIDDEN (a machine's role holds permissions the caller lacks).
   */
  readonly rotateOAuthClientSecret: GraphQLRotateOAuthClientSecretPayload;
  /**
   * Ends an OAuth client for good, and what users let it do: its tokens are refused within a second. Revoking twice changes
   * nothing. Errors: NOT_FOUND.
   */
  readonly revokeOAuthClient: GraphQLRevokeOAuthClientPayload;
  /**
   * Ends one of the caller's own sessions in this tenant: its tokens are refused within a second, and the application has to ask
   * them again. The browser stays signed in to the account; `accountUrl` has pages for that. Revoking twice changes nothing.
   * Errors: NOT_FOUND (another's session, too).
   */
  readonly revokeSession: GraphQLRevokeSessionPayload;
  /** Ends the caller's own sessions in this tenant, as `revokeSession` does; all but the one that this call is made in, unless it says otherwise. */
  readonly revokeSessions: GraphQLRevokeSessionsPayload;
  /**
   * Removes one of the caller's own second factors from their account, which stands above tenants: so only an application of the
   * installation may ask it, after a sign-in with a second factor. They are told by mail. Errors: NOT_FOUND (another's factor,
   * too), FORBIDDEN (an application that a tenant registered), INSUFFICIENT_AUTHENTICATION (a user signed in more than 15
   * minutes ago).
   */
  readonly removeFactor: GraphQLRemoveFactorPayload;
  /**
   * Ends an impersonation: its token opens nothing any more, in any process within a second. One that has ended is answered
   * as it is. Errors: NOT_FOUND.
   */
  readonly endImpersonation: GraphQLEndImpersonationPayload;
  /**
   * For operators: act as a user of a tenant, for a reason and at most an hour. The person and the tenant's Admins are told
   * by mail, and everything that is done is in the tenant's audit log under both. Errors: INSUFFICIENT_AUTHENTICATION (a user
   * signed in more than 15 minutes ago), NOT_FOUND, FORBIDDEN (the tenant does not allow it; WRITE needs
   * writing-impersonation:start as well), BAD_USER_INPUT.
   */
  readonly startImpersonation: GraphQLStartImpersonationPayload;
  /**
   * For operators: make somebody an operator. They come in by the link, once they have set a password and a second factor.
   * Nobody gives a role that may do more than theirs. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15
   * minutes ago), CONFLICT (there is one with this address), FORBIDDEN, BAD_USER_INPUT.
   */
  readonly addOperator: GraphQLAddOperatorPayload;
  /**
   * For operators: give one another role. Sessions, tokens and impersonations of theirs end. Errors:
   * INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND, FORBIDDEN, CONFLICT (the last OWNER).
   */
  readonly changeOperatorRole: GraphQLChangeOperatorRolePayload;
  /**
   * For operators: a new link for one who has lost password or authenticator, in place of an older link. Errors:
   * INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND, FORBIDDEN.
   */
  readonly createOperatorLink: GraphQLCreateOperatorLinkPayload;
  /**
   * For operators: somebody is one no longer. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes
   * ago), NOT_FOUND, FORBIDDEN, CONFLICT (the last OWNER).
   */
  readonly removeOperator: GraphQLRemoveOperatorPayload;
};


export type GraphQLMutationCreateUserArgs = {
  input: GraphQLCreateUserInput;
};


export type GraphQLMutationCreateApiKeyArgs = {
  input: GraphQLCreateApiKeyInput;
};


export type GraphQLMutationRevokeApiKeyArgs = {
  input: GraphQLRevokeApiKeyInput;
};


export type GraphQLMutationCreateServiceAccountArgs = {
  input: GraphQLCreateServiceAccountInput;
};


export type GraphQLMutationChangeServiceAccountRoleArgs = {
  input: GraphQLChangeServiceAccountRoleInput;
};


export type GraphQLMutationRemoveServiceAccountArgs = {
  input: GraphQLRemoveServiceAccountInput;
};


export type GraphQLMutationCreateActivationLinkArgs = {
  input: GraphQLCreateActivationLinkInput;
};


export type GraphQLMutationLockUserArgs = {
  input: GraphQLLockUserInput;
};


export type GraphQLMutationUnlockUserArgs = {
  input: GraphQLUnlockUserInput;
};


export type GraphQLMutationCreateOAuthClientArgs = {
  input: GraphQLCreateOAuthClientInput;
};


export type GraphQLMutationRotateOAuthClientSecretArgs = {
  input: GraphQLRotateOAuthClientSecretInput;
};


export type GraphQLMutationRevokeOAuthClientArgs = {
  input: GraphQLRevokeOAuthClientInput;
};


export type GraphQLMutationRevokeSessionArgs = {
  input: GraphQLRevokeSessionInput;
};


export type GraphQLMutationRevokeSessionsArgs = {
  input: GraphQLRevokeSessionsInput;
};


export type GraphQLMutationRemoveFactorArgs = {
  input: GraphQLRemoveFactorInput;
};


export type GraphQLMutationEndImpersonationArgs = {
  input: GraphQLEndImpersonationInput;
};


export type GraphQLMutationStartImpersonationArgs = {
  input: GraphQLStartImpersonationInput;
};


export type GraphQLMutationAddOperatorArgs = {
  input: GraphQLAddOperatorInput;
};


export type GraphQLMutationChangeOperatorRoleArgs = {
  input: GraphQLChangeOperatorRoleInput;
};


export type GraphQLMutationCreateOperatorLinkArgs = {
  input: GraphQLCreateOperatorLinkInput;
};


export type GraphQLMutationRemoveOperatorArgs = {
  input: GraphQLRemoveOperatorInput;
};

/** Who is calling, and what they may do. */
export type GraphQLMe = {
  readonly __typename?: 'Me';
  /** The caller as it appears in `createdBy` and in the audit log. */
  readonly actor: GraphQLActor;
  /** Names of the caller's roles. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** What the roles allow, each `resource:verb`, in alphabetical order. */
  readonly permissions: ReadonlyArray<Scalars['String']['output']>;
  /** Where people see and change what they sign in with, above all tenants: these pages are for the browser to open. */
  readonly accountUrl: Scalars['String']['output'];
  /** E-mail address of the user in this tenant; null for API keys and machines. */
  readonly email: Maybe<Scalars['String']['output']>;
  /** Whether they have proved to read the mail of that address. */
  readonly isEmailVerified: Scalars['Boolean']['output'];
  /** What they sign in with beside the password, oldest first; empty for API keys and machines. */
  readonly factors: ReadonlyArray<GraphQLFactor>;
  /** How many recovery codes of theirs still work. */
  readonly recoveryCodesLeft: Scalars['Int']['output'];
  /**
   * Where they are signed in to this tenant, newest first: one for each application in each browser, until it ends. None for
   * API keys and machines. Paged as `users`.
   */
  readonly sessions: GraphQLSessionConnection;
  /**
   * The operator of the platform who acts as the caller, and until when; null where the caller acts. Every answer says so
   * too, in the header `impersonated-by`.
   */
  readonly impersonation: Maybe<GraphQLImpersonation>;
};


/** Who is calling, and what they may do. */
export type GraphQLMeSessionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** What kind of second factor it is. */
export type GraphQLFactorKind =
  /** An authenticator app, whose codes change every half minute (RFC 6238). */
  | 'TOTP'
  /** A passkey or security key (WebAuthn). */
  | 'PASSKEY';

/**
 * Something a person signs in with beside their password. It is of their account, above tenants: what it is called and when it
 * was used is told to applications of the installation alone.
 */
export type GraphQLFactor = {
  readonly __typename?: 'Factor';
  /** `fac_…` */
  readonly id: Scalars['ID']['output'];
  /** What kind it is. */
  readonly kind: GraphQLFactorKind;
  /** As the person calls it; null for applications that a tenant registered. */
  readonly name: Maybe<Scalars['String']['output']>;
  /** When it was added. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it was used last; null before, and for applications that a tenant registered. */
  readonly lastUsedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What a user let one application do in one browser, as its owner sees it: while it stands, they are signed in there. */
export type GraphQLSession = {
  readonly __typename?: 'Session';
  /** `grt_…`, the `sid` of its tokens. */
  readonly id: Scalars['ID']['output'];
  /** `cli_…`, the application. */
  readonly clientId: Scalars['ID']['output'];
  /** Its name; null when nobody knows it any more. */
  readonly clientName: Maybe<Scalars['String']['output']>;
  /** Browser or program and its system in a few words, by its own word; null when it is not known. */
  readonly device: Maybe<Scalars['String']['output']>;
  /** When they signed in. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it last got new tokens, to the minute. */
  readonly lastUsedAt: Scalars['DateTime']['output'];
  /** When it ended; null while it stands. */
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether it is the one that this call is made in. */
  readonly isCurrent: Scalars['Boolean']['output'];
};

/** A page of sessions. */
export type GraphQLSessionConnection = {
  readonly __typename?: 'SessionConnection';
  /** The sessions with their cursors. */
  readonly edges: ReadonlyArray<GraphQLSessionEdge>;
  /** The sessions. */
  readonly nodes: ReadonlyArray<GraphQLSession>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A session in a page. */
export type GraphQLSessionEdge = {
  readonly __typename?: 'SessionEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The session. */
  readonly node: GraphQLSession;
};

/** What kind of actor it is. */
export type GraphQLActorKind =
  /** A person. */
  | 'USER'
  /** An API key. */
  | 'API_KEY'
  /** A machine that signs in as itself by OAuth (RFC 6749 section 4.4). */
  | 'CLIENT'
  /** Whoever operates the platform, acting under their own name. */
  | 'OPERATOR'
  /** The command line of this installation, or a job that finishes work already authorised. */
  | 'PLATFORM';

/** Who did something: the name behind `createdBy` and an audit event's `actor`. */
export type GraphQLActor = {
  readonly __typename?: 'Actor';
  /** `usr_…`, `key_…`, `cli_…`, `opr_…` or `platform`. */
  readonly id: Scalars['ID']['output'];
  /** What kind it is. */
  readonly kind: GraphQLActorKind;
  /**
   * The person's, key's or machine's name; of a service account's key, the account's and the key's: `Nightly import / key of
   * May`. Null when the tenant knows no such actor.
   */
  readonly name: Maybe<Scalars['String']['output']>;
};

/** A person in the tenant. */
export type GraphQLUser = {
  readonly __typename?: 'User';
  /** `usr_…`. A person has a different id in every tenant, so that tenants cannot compare notes. */
  readonly id: Scalars['ID']['output'];
  /** E-mail address, as given; compared without regard to case. */
  readonly email: Scalars['String']['output'];
  /** Name to show, 1 to 200 characters. */
  readonly name: Scalars['String']['output'];
  /** Since when. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When they could first sign in; null before they have used their activation link. */
  readonly activatedAt: Maybe<Scalars['DateTime']['output']>;
  /** Since when they are locked; null while they are not. */
  readonly lockedAt: Maybe<Scalars['DateTime']['output']>;
};

/** A credential for programs, bound to a role. */
export type GraphQLApiKey = {
  readonly __typename?: 'ApiKey';
  /** `key_…`. It also stands, without the prefix, inside the key itself, so a found key can be named. */
  readonly id: Scalars['ID']['output'];
  /** What the key is for, 1 to 200 characters. */
  readonly name: Scalars['String']['output'];
  /** The role whose permissions it has; of a service account's key, the one that the account has now. */
  readonly role: Scalars['String']['output'];
  /** The service account whose role it has; null for a key with a role of its own. */
  readonly serviceAccount: Maybe<GraphQLServiceAccount>;
  /** Who made it. */
  readonly createdBy: GraphQLActor;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it was revoked; null while it works. */
  readonly revokedAt: Maybe<Scalars['DateTime']['output']>;
};

/** A principal of the tenant that is nobody: what a program acts as, with API keys. */
export type GraphQLServiceAccount = {
  readonly __typename?: 'ServiceAccount';
  /** `svc_…` */
  readonly id: Scalars['ID']['output'];
  /** Name to show, 1 to 200 characters; no other that works has it. */
  readonly name: Scalars['String']['output'];
  /** What it is for, at most 200 characters; empty for none. */
  readonly description: Scalars['String']['output'];
  /** Name of the role whose permissions its keys have. */
  readonly role: Scalars['String']['output'];
  /** Who made it. */
  readonly createdBy: GraphQLActor;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it was removed, and its keys revoked; null while it works. */
  readonly removedAt: Maybe<Scalars['DateTime']['output']>;
};

/** A page of service accounts. */
export type GraphQLServiceAccountConnection = {
  readonly __typename?: 'ServiceAccountConnection';
  /** The service accounts with their cursors. */
  readonly edges: ReadonlyArray<GraphQLServiceAccountEdge>;
  /** The service accounts. */
  readonly nodes: ReadonlyArray<GraphQLServiceAccount>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A service account in a page. */
export type GraphQLServiceAccountEdge = {
  readonly __typename?: 'ServiceAccountEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The service account. */
  readonly node: GraphQLServiceAccount;
};

/** Arguments of `createServiceAccount`. */
export type GraphQLCreateServiceAccountInput = {
  /** Name to show, 1 to 200 characters, compared without regard to case. */
  readonly name: Scalars['String']['input'];
  /** Name of a role. */
  readonly role: Scalars['String']['input'];
  /** What it is for, at most 200 characters on one line. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `createServiceAccount`. */
export type GraphQLCreateServiceAccountPayload = {
  readonly __typename?: 'CreateServiceAccountPayload';
  /** The new service account. */
  readonly serviceAccount: GraphQLServiceAccount;
};

/** Arguments of `changeServiceAccountRole`. */
export type GraphQLChangeServiceAccountRoleInput = {
  /** `svc_…` */
  readonly id: Scalars['ID']['input'];
  /** Name of the new role. */
  readonly role: Scalars['String']['input'];
};

/** Answer of `changeServiceAccountRole`. */
export type GraphQLChangeServiceAccountRolePayload = {
  readonly __typename?: 'ChangeServiceAccountRolePayload';
  /** The service account as it now is. */
  readonly serviceAccount: GraphQLServiceAccount;
};

/** Arguments of `removeServiceAccount`. */
export type GraphQLRemoveServiceAccountInput = {
  /** `svc_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `removeServiceAccount`. */
export type GraphQLRemoveServiceAccountPayload = {
  readonly __typename?: 'RemoveServiceAccountPayload';
  /** The service account as it now is. */
  readonly serviceAccount: GraphQLServiceAccount;
};

/** What an OAuth client can do to prove itself, and for whom it acts. */
export type GraphQLOAuthClientKind =
  /** Acts for users and cannot keep a secret: an app in a browser or on a device (RFC 6749 section 2.1). */
  | 'PUBLIC'
  /** Acts for users from a server, and proves itself by a secret or a key. */
  | 'CONFIDENTIAL'
  /** Acts for itself, with a role (RFC 6749 section 4.4). */
  | 'MACHINE';

/** A program that gets tokens from this installation's authorisation server. */
export type GraphQLOAuthClient = {
  readonly __typename?: 'OAuthClient';
  /** `cli_…`, its `client_id`. It is no secret. */
  readonly id: Scalars['ID']['output'];
  /** What it can do. */
  readonly kind: GraphQLOAuthClientKind;
  /** Name to show to users, 1 to 200 characters. */
  readonly name: Scalars['String']['output'];
  /** The exact addresses to which users are sent back after signing in. */
  readonly redirectUris: ReadonlyArray<Scalars['String']['output']>;
  /** The exact addresses to which users may be sent after signing out. */
  readonly postLogoutRedirectUris: ReadonlyArray<Scalars['String']['output']>;
  /** The role whose permissions a machine has; null for clients that act for users. */
  readonly role: Maybe<Scalars['String']['output']>;
  /** Its public keys, a JWK set (RFC 7517 section 5); null for a client that has a secret or nothing. */
  readonly keys: Maybe<Scalars['JSON']['output']>;
  /** Whether all its tokens must be bound to a key of its own (RFC 9449 section 5.2). */
  readonly usesDpop: Scalars['Boolean']['output'];
  /** Those of its secrets that work now, oldest first, without what they are. */
  readonly secrets: ReadonlyArray<GraphQLOAuthClientSecret>;
  /** Who registered it. */
  readonly createdBy: GraphQLActor;
  /** When it was registered. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it was revoked; null while it works. */
  readonly revokedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it last proved itself at the token endpoint, to the minute; null before. */
  readonly lastUsedAt: Maybe<Scalars['DateTime']['output']>;
};

/** When a client's secret was made, and until when it works. */
export type GraphQLOAuthClientSecret = {
  readonly __typename?: 'OAuthClientSecret';
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** End of the overlap; null for the newest one, which works until another is made. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
};

/** A page of users. */
export type GraphQLUserConnection = {
  readonly __typename?: 'UserConnection';
  /** The users with their cursors. */
  readonly edges: ReadonlyArray<GraphQLUserEdge>;
  /** The users. */
  readonly nodes: ReadonlyArray<GraphQLUser>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A user in a page. */
export type GraphQLUserEdge = {
  readonly __typename?: 'UserEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The user. */
  readonly node: GraphQLUser;
};

/** A page of API keys. */
export type GraphQLApiKeyConnection = {
  readonly __typename?: 'ApiKeyConnection';
  /** The keys with their cursors. */
  readonly edges: ReadonlyArray<GraphQLApiKeyEdge>;
  /** The keys. */
  readonly nodes: ReadonlyArray<GraphQLApiKey>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** An API key in a page. */
export type GraphQLApiKeyEdge = {
  readonly __typename?: 'ApiKeyEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The key. */
  readonly node: GraphQLApiKey;
};

/** A page of OAuth clients. */
export type GraphQLOAuthClientConnection = {
  readonly __typename?: 'OAuthClientConnection';
  /** The clients with their cursors. */
  readonly edges: ReadonlyArray<GraphQLOAuthClientEdge>;
  /** The clients. */
  readonly nodes: ReadonlyArray<GraphQLOAuthClient>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** An OAuth client in a page. */
export type GraphQLOAuthClientEdge = {
  readonly __typename?: 'OAuthClientEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The client. */
  readonly node: GraphQLOAuthClient;
};

/** Arguments of `createUser`. */
export type GraphQLCreateUserInput = {
  /** E-mail address, 3 to 254 bytes in UTF-8 (RFC 5321 section 4.5.3.1.3). */
  readonly email: Scalars['String']['input'];
  /** Name to show, 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
};

/** Answer of `createUser`. */
export type GraphQLCreateUserPayload = {
  readonly __typename?: 'CreateUserPayload';
  /** The new user. */
  readonly user: GraphQLUser;
};

/** Arguments of `createApiKey`. */
export type GraphQLCreateApiKeyInput = {
  /** What the key is for, 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
  /** Name of a role. Either this or `serviceAccountId`. */
  readonly role?: InputMaybe<Scalars['String']['input']>;
  /** `svc_…`: the key has the role that this account has at each moment. */
  readonly serviceAccountId?: InputMaybe<Scalars['ID']['input']>;
};

/** Answer of `createApiKey`. */
export type GraphQLCreateApiKeyPayload = {
  readonly __typename?: 'CreateApiKeyPayload';
  /** What is known of the key from now on. */
  readonly apiKey: GraphQLApiKey;
  /** The key itself, `bh_<environment>_<key id>_<secret><checksum>`. Keep it now: it cannot be shown again. */
  readonly key: Scalars['String']['output'];
};

/** Arguments of `revokeApiKey`. */
export type GraphQLRevokeApiKeyInput = {
  /** `key_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `revokeApiKey`. */
export type GraphQLRevokeApiKeyPayload = {
  readonly __typename?: 'RevokeApiKeyPayload';
  /** The key as it now is. */
  readonly apiKey: GraphQLApiKey;
};

/** Arguments of `createActivationLink`. */
export type GraphQLCreateActivationLinkInput = {
  /** `usr_…` */
  readonly userId: Scalars['ID']['input'];
};

/** Answer of `createActivationLink`. */
export type GraphQLCreateActivationLinkPayload = {
  readonly __typename?: 'CreateActivationLinkPayload';
  /**
   * The link itself. Hand it over now: it cannot be shown again. Null where the installation sends mail: then the link went to
   * the user's address and nobody else has it. Where mail is only kept for developers to look at, it is here as well.
   */
  readonly url: Maybe<Scalars['String']['output']>;
  /** Until when it works. */
  readonly expiresAt: Scalars['DateTime']['output'];
};

/** Arguments of `lockUser`. */
export type GraphQLLockUserInput = {
  /** `usr_…` */
  readonly id: Scalars['ID']['input'];
  /** Why, 1 to 200 characters; stands in the audit log among what can be erased. */
  readonly reason: Scalars['String']['input'];
};

/** Answer of `lockUser`. */
export type GraphQLLockUserPayload = {
  readonly __typename?: 'LockUserPayload';
  /** The user as they now are. */
  readonly user: GraphQLUser;
};

/** Arguments of `unlockUser`. */
export type GraphQLUnlockUserInput = {
  /** `usr_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `unlockUser`. */
export type GraphQLUnlockUserPayload = {
  readonly __typename?: 'UnlockUserPayload';
  /** The user as they now are. */
  readonly user: GraphQLUser;
};

/** Arguments of `createOAuthClient`. */
export type GraphQLCreateOAuthClientInput = {
  /** What it can do. It stays as it is. */
  readonly kind: GraphQLOAuthClientKind;
  /** Name to show to users, 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
  /**
   * 1 to 20 exact addresses of at most 2,000 characters, none for a machine: https, http on a loopback address (RFC 8252
   * section 7.3), or for a public client a scheme with a dot, such as `com.example.app:/callback` (RFC 8252 section 7.1).
   */
  readonly redirectUris: ReadonlyArray<Scalars['String']['input']>;
  /** 0 to 20 addresses of the same form. */
  readonly postLogoutRedirectUris: ReadonlyArray<Scalars['String']['input']>;
  /** Name of a role, for a machine only. */
  readonly role?: InputMaybe<Scalars['String']['input']>;
  /**
   * 1 to 10 public keys instead of a secret, as a JWK set (RFC 7517 section 5): P-256, Ed25519, or RSA of 2,048 to 4,096 bits.
   * The client then signs its way in (`private_key_jwt`). Not for a public client.
   */
  readonly keys?: InputMaybe<Scalars['JSON']['input']>;
  /** Whether all its tokens must be bound to a key of its own (RFC 9449 section 5.2). */
  readonly usesDpop: Scalars['Boolean']['input'];
};

/** Answer of `createOAuthClient`. */
export type GraphQLCreateOAuthClientPayload = {
  readonly __typename?: 'CreateOAuthClientPayload';
  /** The client, as it is known from now on. */
  readonly oauthClient: GraphQLOAuthClient;
  /** The secret itself, `bhs_…`; null when the client has none. Keep it now: it cannot be shown again. */
  readonly secret: Maybe<Scalars['String']['output']>;
};

/** Arguments of `rotateOAuthClientSecret`. */
export type GraphQLRotateOAuthClientSecretInput = {
  /** `cli_…` */
  readonly id: Scalars['ID']['input'];
  /** Seconds for which the secret before still works, 0 to 2,592,000 (30 days). */
  readonly overlapSeconds: Scalars['Int']['input'];
};

/** Answer of `rotateOAuthClientSecret`. */
export type GraphQLRotateOAuthClientSecretPayload = {
  readonly __typename?: 'RotateOAuthClientSecretPayload';
  /** The client. */
  readonly oauthClient: GraphQLOAuthClient;
  /** The new secret itself, `bhs_…`. Keep it now: it cannot be shown again. */
  readonly secret: Scalars['String']['output'];
};

/** Arguments of `revokeOAuthClient`. */
export type GraphQLRevokeOAuthClientInput = {
  /** `cli_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `revokeOAuthClient`. */
export type GraphQLRevokeOAuthClientPayload = {
  readonly __typename?: 'RevokeOAuthClientPayload';
  /** The client as it now is. */
  readonly oauthClient: GraphQLOAuthClient;
};

/** Arguments of `revokeSession`. */
export type GraphQLRevokeSessionInput = {
  /** `grt_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `revokeSession`. */
export type GraphQLRevokeSessionPayload = {
  readonly __typename?: 'RevokeSessionPayload';
  /** The session as it now is. */
  readonly session: GraphQLSession;
};

/** Arguments of `revokeSessions`. */
export type GraphQLRevokeSessionsInput = {
  /** Whether the one that this call is made in stays. */
  readonly keepCurrent: Scalars['Boolean']['input'];
};

/** Answer of `revokeSessions`. */
export type GraphQLRevokeSessionsPayload = {
  readonly __typename?: 'RevokeSessionsPayload';
  /** How many it ended. */
  readonly count: Scalars['Int']['output'];
};

/** Arguments of `removeFactor`. */
export type GraphQLRemoveFactorInput = {
  /** `fac_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `removeFactor`. */
export type GraphQLRemoveFactorPayload = {
  readonly __typename?: 'RemoveFactorPayload';
  /** Id of the factor that is gone. */
  readonly id: Scalars['ID']['output'];
  /** Those that are left. */
  readonly factors: ReadonlyArray<GraphQLFactor>;
};

/** How far an operator who acts as a user may go. */
export type GraphQLImpersonationMode =
  /** See what the user may see, but for their account. */
  | 'READ'
  /** Do with collections, records, imports and jobs what the user may do as well. */
  | 'WRITE';

/** An operator of the platform at work as a user of the tenant. */
export type GraphQLImpersonation = {
  readonly __typename?: 'Impersonation';
  /** `ips_…` */
  readonly id: Scalars['ID']['output'];
  /** The operator, `opr_…`. */
  readonly operatorId: Scalars['ID']['output'];
  /** As whom, `usr_…`. */
  readonly userId: Scalars['ID']['output'];
  /** How far they may go. */
  readonly mode: GraphQLImpersonationMode;
  /** Why, in the operator's words. */
  readonly reason: Scalars['String']['output'];
  /** Since when. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Until when, at most an hour later. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** When it was ended before its time; null otherwise. */
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
};

/** Arguments of `endImpersonation`. */
export type GraphQLEndImpersonationInput = {
  /** `ips_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `endImpersonation`. */
export type GraphQLEndImpersonationPayload = {
  readonly __typename?: 'EndImpersonationPayload';
  /** As it now is. */
  readonly impersonation: GraphQLImpersonation;
};

/** Arguments of `startImpersonation`. */
export type GraphQLStartImpersonationInput = {
  /** `ten_…` */
  readonly tenantId: Scalars['ID']['input'];
  /** A user of that tenant, `usr_…`. */
  readonly userId: Scalars['ID']['input'];
  /** Why, 1 to 200 characters; the person and the Admins read it. */
  readonly reason: Scalars['String']['input'];
  /** 1 to 60. */
  readonly minutes: Scalars['Int']['input'];
  /** Default: READ. */
  readonly mode?: InputMaybe<GraphQLImpersonationMode>;
};

/** Answer of `startImpersonation`. */
export type GraphQLStartImpersonationPayload = {
  readonly __typename?: 'StartImpersonationPayload';
  /** What was begun. */
  readonly impersonation: GraphQLImpersonation;
  /** Access token of the user (RFC 9068) with the operator in `act` (RFC 8693); shown once. It cannot be refreshed. */
  readonly accessToken: Scalars['String']['output'];
};

/** What somebody who operates the platform is for. */
export type GraphQLOperatorRole =
  /** Sees the directory of tenants and acts as users, without changing anything. */
  | 'SUPPORT'
  /** Sees the directory of tenants, changes plans, runs reports. */
  | 'BILLING'
  /** Sees the directory of tenants, suspends and resumes them, ends impersonations, rotates keys. */
  | 'SECURITY'
  /** Everything, operators included. */
  | 'OWNER';

/** Somebody who operates the platform. No tenant's user is one. */
export type GraphQLOperator = {
  readonly __typename?: 'Operator';
  /** `opr_…`, as in the audit log of every tenant they act in. */
  readonly id: Scalars['ID']['output'];
  /** E-mail address. */
  readonly email: Scalars['String']['output'];
  /** Name to show, 1 to 200 characters. */
  readonly name: Scalars['String']['output'];
  /** What they may do. */
  readonly role: GraphQLOperatorRole;
  /** Whether they have a password and a second factor; before, they cannot sign in. */
  readonly isSetUp: Scalars['Boolean']['output'];
  /** Since when. */
  readonly createdAt: Scalars['DateTime']['output'];
};

/** A link by which an operator sets a password and a second factor; works once. */
export type GraphQLOperatorLink = {
  readonly __typename?: 'OperatorLink';
  /** The link. Whoever has it becomes that operator: hand it over in person. */
  readonly url: Scalars['String']['output'];
  /** Until when it works: a day. */
  readonly expiresAt: Scalars['DateTime']['output'];
};

/** Arguments of `addOperator`. */
export type GraphQLAddOperatorInput = {
  /** E-mail address; no tenant's user need have it, and none gains anything by it. */
  readonly email: Scalars['String']['input'];
  /** Name to show, 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
  /** What they may do. */
  readonly role: GraphQLOperatorRole;
};

/** Answer of `addOperator`. */
export type GraphQLAddOperatorPayload = {
  readonly __typename?: 'AddOperatorPayload';
  /** The new operator. */
  readonly operator: GraphQLOperator;
  /** Their link. */
  readonly link: GraphQLOperatorLink;
};

/** Arguments of `changeOperatorRole`. */
export type GraphQLChangeOperatorRoleInput = {
  /** `opr_…` */
  readonly id: Scalars['ID']['input'];
  /** The new role. */
  readonly role: GraphQLOperatorRole;
};

/** Answer of `changeOperatorRole`. */
export type GraphQLChangeOperatorRolePayload = {
  readonly __typename?: 'ChangeOperatorRolePayload';
  /** The operator as they now are. */
  readonly operator: GraphQLOperator;
};

/** Arguments of `createOperatorLink`. */
export type GraphQLCreateOperatorLinkInput = {
  /** `opr_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `createOperatorLink`. */
export type GraphQLCreateOperatorLinkPayload = {
  readonly __typename?: 'CreateOperatorLinkPayload';
  /** Whose it is. */
  readonly operator: GraphQLOperator;
  /** The link. */
  readonly link: GraphQLOperatorLink;
};

/** Arguments of `removeOperator`. */
export type GraphQLRemoveOperatorInput = {
  /** `opr_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `removeOperator`. */
export type GraphQLRemoveOperatorPayload = {
  readonly __typename?: 'RemoveOperatorPayload';
  /** Who was removed. */
  readonly id: Scalars['ID']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type GraphQLFederationTypes = {
  Actor: GraphQLActor;
  User: GraphQLUser;
  ApiKey: GraphQLApiKey;
  ServiceAccount: GraphQLServiceAccount;
  OAuthClient: GraphQLOAuthClient;
};

/** Mapping of federation reference types */
export type GraphQLFederationReferenceTypes = {
  Actor:
    ( { __typename: 'Actor' }
    & GraphQLRecursivePick<GraphQLFederationTypes['Actor'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<GraphQLFederationTypes['User'], {"id":true}> );
  ApiKey:
    ( { __typename: 'ApiKey' }
    & GraphQLRecursivePick<GraphQLFederationTypes['ApiKey'], {"id":true}> );
  ServiceAccount:
    ( { __typename: 'ServiceAccount' }
    & GraphQLRecursivePick<GraphQLFederationTypes['ServiceAccount'], {"id":true}> );
  OAuthClient:
    ( { __typename: 'OAuthClient' }
    & GraphQLRecursivePick<GraphQLFederationTypes['OAuthClient'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type GraphQLResolversTypes = {
  DataClass: GraphQLDataClass;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  PageInfo: ResolverTypeWrapper<GraphQLPageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Me: ResolverTypeWrapper<Me>;
  FactorKind: GraphQLFactorKind;
  Factor: ResolverTypeWrapper<GraphQLFactor>;
  Session: ResolverTypeWrapper<Session>;
  SessionConnection: ResolverTypeWrapper<Omit<GraphQLSessionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['SessionEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Session']> }>;
  SessionEdge: ResolverTypeWrapper<Omit<GraphQLSessionEdge, 'node'> & { node: GraphQLResolversTypes['Session'] }>;
  ActorKind: GraphQLActorKind;
  Actor: ResolverTypeWrapper<Actor>;
  User: ResolverTypeWrapper<User>;
  ApiKey: ResolverTypeWrapper<ApiKey>;
  ServiceAccount: ResolverTypeWrapper<ServiceAccount>;
  ServiceAccountConnection: ResolverTypeWrapper<Omit<GraphQLServiceAccountConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['ServiceAccountEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['ServiceAccount']> }>;
  ServiceAccountEdge: ResolverTypeWrapper<Omit<GraphQLServiceAccountEdge, 'node'> & { node: GraphQLResolversTypes['ServiceAccount'] }>;
  CreateServiceAccountInput: GraphQLCreateServiceAccountInput;
  CreateServiceAccountPayload: ResolverTypeWrapper<Omit<GraphQLCreateServiceAccountPayload, 'serviceAccount'> & { serviceAccount: GraphQLResolversTypes['ServiceAccount'] }>;
  ChangeServiceAccountRoleInput: GraphQLChangeServiceAccountRoleInput;
  ChangeServiceAccountRolePayload: ResolverTypeWrapper<Omit<GraphQLChangeServiceAccountRolePayload, 'serviceAccount'> & { serviceAccount: GraphQLResolversTypes['ServiceAccount'] }>;
  RemoveServiceAccountInput: GraphQLRemoveServiceAccountInput;
  RemoveServiceAccountPayload: ResolverTypeWrapper<Omit<GraphQLRemoveServiceAccountPayload, 'serviceAccount'> & { serviceAccount: GraphQLResolversTypes['ServiceAccount'] }>;
  OAuthClientKind: GraphQLOAuthClientKind;
  OAuthClient: ResolverTypeWrapper<OAuthClient>;
  OAuthClientSecret: ResolverTypeWrapper<GraphQLOAuthClientSecret>;
  UserConnection: ResolverTypeWrapper<Omit<GraphQLUserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['UserEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['User']> }>;
  UserEdge: ResolverTypeWrapper<Omit<GraphQLUserEdge, 'node'> & { node: GraphQLResolversTypes['User'] }>;
  ApiKeyConnection: ResolverTypeWrapper<Omit<GraphQLApiKeyConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['ApiKeyEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['ApiKey']> }>;
  ApiKeyEdge: ResolverTypeWrapper<Omit<GraphQLApiKeyEdge, 'node'> & { node: GraphQLResolversTypes['ApiKey'] }>;
  OAuthClientConnection: ResolverTypeWrapper<Omit<GraphQLOAuthClientConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['OAuthClientEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['OAuthClient']> }>;
  OAuthClientEdge: ResolverTypeWrapper<Omit<GraphQLOAuthClientEdge, 'node'> & { node: GraphQLResolversTypes['OAuthClient'] }>;
  CreateUserInput: GraphQLCreateUserInput;
  CreateUserPayload: ResolverTypeWrapper<Omit<GraphQLCreateUserPayload, 'user'> & { user: GraphQLResolversTypes['User'] }>;
  CreateApiKeyInput: GraphQLCreateApiKeyInput;
  CreateApiKeyPayload: ResolverTypeWrapper<Omit<GraphQLCreateApiKeyPayload, 'apiKey'> & { apiKey: GraphQLResolversTypes['ApiKey'] }>;
  RevokeApiKeyInput: GraphQLRevokeApiKeyInput;
  RevokeApiKeyPayload: ResolverTypeWrapper<Omit<GraphQLRevokeApiKeyPayload, 'apiKey'> & { apiKey: GraphQLResolversTypes['ApiKey'] }>;
  CreateActivationLinkInput: GraphQLCreateActivationLinkInput;
  CreateActivationLinkPayload: ResolverTypeWrapper<GraphQLCreateActivationLinkPayload>;
  LockUserInput: GraphQLLockUserInput;
  LockUserPayload: ResolverTypeWrapper<Omit<GraphQLLockUserPayload, 'user'> & { user: GraphQLResolversTypes['User'] }>;
  UnlockUserInput: GraphQLUnlockUserInput;
  UnlockUserPayload: ResolverTypeWrapper<Omit<GraphQLUnlockUserPayload, 'user'> & { user: GraphQLResolversTypes['User'] }>;
  CreateOAuthClientInput: GraphQLCreateOAuthClientInput;
  CreateOAuthClientPayload: ResolverTypeWrapper<Omit<GraphQLCreateOAuthClientPayload, 'oauthClient'> & { oauthClient: GraphQLResolversTypes['OAuthClient'] }>;
  RotateOAuthClientSecretInput: GraphQLRotateOAuthClientSecretInput;
  RotateOAuthClientSecretPayload: ResolverTypeWrapper<Omit<GraphQLRotateOAuthClientSecretPayload, 'oauthClient'> & { oauthClient: GraphQLResolversTypes['OAuthClient'] }>;
  RevokeOAuthClientInput: GraphQLRevokeOAuthClientInput;
  RevokeOAuthClientPayload: ResolverTypeWrapper<Omit<GraphQLRevokeOAuthClientPayload, 'oauthClient'> & { oauthClient: GraphQLResolversTypes['OAuthClient'] }>;
  RevokeSessionInput: GraphQLRevokeSessionInput;
  RevokeSessionPayload: ResolverTypeWrapper<Omit<GraphQLRevokeSessionPayload, 'session'> & { session: GraphQLResolversTypes['Session'] }>;
  RevokeSessionsInput: GraphQLRevokeSessionsInput;
  RevokeSessionsPayload: ResolverTypeWrapper<GraphQLRevokeSessionsPayload>;
  RemoveFactorInput: GraphQLRemoveFactorInput;
  RemoveFactorPayload: ResolverTypeWrapper<RemovedFactor>;
  ImpersonationMode: GraphQLImpersonationMode;
  Impersonation: ResolverTypeWrapper<GraphQLImpersonation>;
  EndImpersonationInput: GraphQLEndImpersonationInput;
  EndImpersonationPayload: ResolverTypeWrapper<GraphQLEndImpersonationPayload>;
  StartImpersonationInput: GraphQLStartImpersonationInput;
  StartImpersonationPayload: ResolverTypeWrapper<GraphQLStartImpersonationPayload>;
  OperatorRole: GraphQLOperatorRole;
  Operator: ResolverTypeWrapper<GraphQLOperator>;
  OperatorLink: ResolverTypeWrapper<GraphQLOperatorLink>;
  AddOperatorInput: GraphQLAddOperatorInput;
  AddOperatorPayload: ResolverTypeWrapper<GraphQLAddOperatorPayload>;
  ChangeOperatorRoleInput: GraphQLChangeOperatorRoleInput;
  ChangeOperatorRolePayload: ResolverTypeWrapper<GraphQLChangeOperatorRolePayload>;
  CreateOperatorLinkInput: GraphQLCreateOperatorLinkInput;
  CreateOperatorLinkPayload: ResolverTypeWrapper<GraphQLCreateOperatorLinkPayload>;
  RemoveOperatorInput: GraphQLRemoveOperatorInput;
  RemoveOperatorPayload: ResolverTypeWrapper<GraphQLRemoveOperatorPayload>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type GraphQLResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  PageInfo: GraphQLPageInfo;
  Boolean: Scalars['Boolean']['output'];
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  Me: Me;
  Factor: GraphQLFactor;
  Session: Session;
  SessionConnection: Omit<GraphQLSessionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['SessionEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Session']> };
  SessionEdge: Omit<GraphQLSessionEdge, 'node'> & { node: GraphQLResolversParentTypes['Session'] };
  Actor: Actor;
  User: User;
  ApiKey: ApiKey;
  ServiceAccount: ServiceAccount;
  ServiceAccountConnection: Omit<GraphQLServiceAccountConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['ServiceAccountEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['ServiceAccount']> };
  ServiceAccountEdge: Omit<GraphQLServiceAccountEdge, 'node'> & { node: GraphQLResolversParentTypes['ServiceAccount'] };
  CreateServiceAccountInput: GraphQLCreateServiceAccountInput;
  CreateServiceAccountPayload: Omit<GraphQLCreateServiceAccountPayload, 'serviceAccount'> & { serviceAccount: GraphQLResolversParentTypes['ServiceAccount'] };
  ChangeServiceAccountRoleInput: GraphQLChangeServiceAccountRoleInput;
  ChangeServiceAccountRolePayload: Omit<GraphQLChangeServiceAccountRolePayload, 'serviceAccount'> & { serviceAccount: GraphQLResolversParentTypes['ServiceAccount'] };
  RemoveServiceAccountInput: GraphQLRemoveServiceAccountInput;
  RemoveServiceAccountPayload: Omit<GraphQLRemoveServiceAccountPayload, 'serviceAccount'> & { serviceAccount: GraphQLResolversParentTypes['ServiceAccount'] };
  OAuthClient: OAuthClient;
  OAuthClientSecret: GraphQLOAuthClientSecret;
  UserConnection: Omit<GraphQLUserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['UserEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['User']> };
  UserEdge: Omit<GraphQLUserEdge, 'node'> & { node: GraphQLResolversParentTypes['User'] };
  ApiKeyConnection: Omit<GraphQLApiKeyConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['ApiKeyEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['ApiKey']> };
  ApiKeyEdge: Omit<GraphQLApiKeyEdge, 'node'> & { node: GraphQLResolversParentTypes['ApiKey'] };
  OAuthClientConnection: Omit<GraphQLOAuthClientConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['OAuthClientEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['OAuthClient']> };
  OAuthClientEdge: Omit<GraphQLOAuthClientEdge, 'node'> & { node: GraphQLResolversParentTypes['OAuthClient'] };
  CreateUserInput: GraphQLCreateUserInput;
  CreateUserPayload: Omit<GraphQLCreateUserPayload, 'user'> & { user: GraphQLResolversParentTypes['User'] };
  CreateApiKeyInput: GraphQLCreateApiKeyInput;
  CreateApiKeyPayload: Omit<GraphQLCreateApiKeyPayload, 'apiKey'> & { apiKey: GraphQLResolversParentTypes['ApiKey'] };
  RevokeApiKeyInput: GraphQLRevokeApiKeyInput;
  RevokeApiKeyPayload: Omit<GraphQLRevokeApiKeyPayload, 'apiKey'> & { apiKey: GraphQLResolversParentTypes['ApiKey'] };
  CreateActivationLinkInput: GraphQLCreateActivationLinkInput;
  CreateActivationLinkPayload: GraphQLCreateActivationLinkPayload;
  LockUserInput: GraphQLLockUserInput;
  LockUserPayload: Omit<GraphQLLockUserPayload, 'user'> & { user: GraphQLResolversParentTypes['User'] };
  UnlockUserInput: GraphQLUnlockUserInput;
  UnlockUserPayload: Omit<GraphQLUnlockUserPayload, 'user'> & { user: GraphQLResolversParentTypes['User'] };
  CreateOAuthClientInput: GraphQLCreateOAuthClientInput;
  CreateOAuthClientPayload: Omit<GraphQLCreateOAuthClientPayload, 'oauthClient'> & { oauthClient: GraphQLResolversParentTypes['OAuthClient'] };
  RotateOAuthClientSecretInput: GraphQLRotateOAuthClientSecretInput;
  RotateOAuthClientSecretPayload: Omit<GraphQLRotateOAuthClientSecretPayload, 'oauthClient'> & { oauthClient: GraphQLResolversParentTypes['OAuthClient'] };
  RevokeOAuthClientInput: GraphQLRevokeOAuthClientInput;
  RevokeOAuthClientPayload: Omit<GraphQLRevokeOAuthClientPayload, 'oauthClient'> & { oauthClient: GraphQLResolversParentTypes['OAuthClient'] };
  RevokeSessionInput: GraphQLRevokeSessionInput;
  RevokeSessionPayload: Omit<GraphQLRevokeSessionPayload, 'session'> & { session: GraphQLResolversParentTypes['Session'] };
  RevokeSessionsInput: GraphQLRevokeSessionsInput;
  RevokeSessionsPayload: GraphQLRevokeSessionsPayload;
  RemoveFactorInput: GraphQLRemoveFactorInput;
  RemoveFactorPayload: RemovedFactor;
  Impersonation: GraphQLImpersonation;
  EndImpersonationInput: GraphQLEndImpersonationInput;
  EndImpersonationPayload: GraphQLEndImpersonationPayload;
  StartImpersonationInput: GraphQLStartImpersonationInput;
  StartImpersonationPayload: GraphQLStartImpersonationPayload;
  Operator: GraphQLOperator;
  OperatorLink: GraphQLOperatorLink;
  AddOperatorInput: GraphQLAddOperatorInput;
  AddOperatorPayload: GraphQLAddOperatorPayload;
  ChangeOperatorRoleInput: GraphQLChangeOperatorRoleInput;
  ChangeOperatorRolePayload: GraphQLChangeOperatorRolePayload;
  CreateOperatorLinkInput: GraphQLCreateOperatorLinkInput;
  CreateOperatorLinkPayload: GraphQLCreateOperatorLinkPayload;
  RemoveOperatorInput: GraphQLRemoveOperatorInput;
  RemoveOperatorPayload: GraphQLRemoveOperatorPayload;
  String: Scalars['String']['output'];
};

export type GraphQLPermissionDirectiveArgs = {
  allOf: ReadonlyArray<Scalars['String']['input']>;
};

export type GraphQLPermissionDirectiveResolver<Result, Parent, ContextType = IdentityContext, Args = GraphQLPermissionDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLPublicDirectiveArgs = { };

export type GraphQLPublicDirectiveResolver<Result, Parent, ContextType = IdentityContext, Args = GraphQLPublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLSignedInDirectiveArgs = { };

export type GraphQLSignedInDirectiveResolver<Result, Parent, ContextType = IdentityContext, Args = GraphQLSignedInDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLDataDirectiveArgs = {
  class: GraphQLDataClass;
  purpose?: Maybe<Scalars['String']['input']>;
};

export type GraphQLDataDirectiveResolver<Result, Parent, ContextType = IdentityContext, Args = GraphQLDataDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface GraphQLDateTimeScalarConfig extends GraphQLScalarTypeConfig<GraphQLResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface GraphQLJsonScalarConfig extends GraphQLScalarTypeConfig<GraphQLResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type GraphQLPageInfoResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['PageInfo'] = GraphQLResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLQueryResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['Query'] = GraphQLResolversParentTypes['Query']> = {
  me: Resolver<GraphQLResolversTypes['Me'], ParentType, ContextType>;
  users: Resolver<GraphQLResolversTypes['UserConnection'], ParentType, ContextType, Partial<GraphQLQueryUsersArgs>>;
  user: Resolver<GraphQLResolversTypes['User'], ParentType, ContextType, RequireFields<GraphQLQueryUserArgs, 'id'>>;
  apiKeys: Resolver<GraphQLResolversTypes['ApiKeyConnection'], ParentType, ContextType, Partial<GraphQLQueryApiKeysArgs>>;
  oauthClients: Resolver<GraphQLResolversTypes['OAuthClientConnection'], ParentType, ContextType, Partial<GraphQLQueryOauthClientsArgs>>;
  oauthClient: Resolver<GraphQLResolversTypes['OAuthClient'], ParentType, ContextType, RequireFields<GraphQLQueryOauthClientArgs, 'id'>>;
  impersonations: Resolver<ReadonlyArray<GraphQLResolversTypes['Impersonation']>, ParentType, ContextType>;
  operators: Resolver<ReadonlyArray<GraphQLResolversTypes['Operator']>, ParentType, ContextType>;
  serviceAccounts: Resolver<GraphQLResolversTypes['ServiceAccountConnection'], ParentType, ContextType, Partial<GraphQLQueryServiceAccountsArgs>>;
  serviceAccount: Resolver<GraphQLResolversTypes['ServiceAccount'], ParentType, ContextType, RequireFields<GraphQLQueryServiceAccountArgs, 'id'>>;
};

export type GraphQLMutationResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['Mutation'] = GraphQLResolversParentTypes['Mutation']> = {
  createUser: Resolver<GraphQLResolversTypes['CreateUserPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateUserArgs, 'input'>>;
  createApiKey: Resolver<GraphQLResolversTypes['CreateApiKeyPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateApiKeyArgs, 'input'>>;
  revokeApiKey: Resolver<GraphQLResolversTypes['RevokeApiKeyPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRevokeApiKeyArgs, 'input'>>;
  createServiceAccount: Resolver<GraphQLResolversTypes['CreateServiceAccountPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateServiceAccountArgs, 'input'>>;
  changeServiceAccountRole: Resolver<GraphQLResolversTypes['ChangeServiceAccountRolePayload'], ParentType, ContextType, RequireFields<GraphQLMutationChangeServiceAccountRoleArgs, 'input'>>;
  removeServiceAccount: Resolver<GraphQLResolversTypes['RemoveServiceAccountPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRemoveServiceAccountArgs, 'input'>>;
  createActivationLink: Resolver<GraphQLResolversTypes['CreateActivationLinkPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateActivationLinkArgs, 'input'>>;
  lockUser: Resolver<GraphQLResolversTypes['LockUserPayload'], ParentType, ContextType, RequireFields<GraphQLMutationLockUserArgs, 'input'>>;
  unlockUser: Resolver<GraphQLResolversTypes['UnlockUserPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUnlockUserArgs, 'input'>>;
  createOAuthClient: Resolver<GraphQLResolversTypes['CreateOAuthClientPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateOAuthClientArgs, 'input'>>;
  rotateOAuthClientSecret: Resolver<GraphQLResolversTypes['RotateOAuthClientSecretPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRotateOAuthClientSecretArgs, 'input'>>;
  revokeOAuthClient: Resolver<GraphQLResolversTypes['RevokeOAuthClientPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRevokeOAuthClientArgs, 'input'>>;
  revokeSession: Resolver<GraphQLResolversTypes['RevokeSessionPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRevokeSessionArgs, 'input'>>;
  revokeSessions: Resolver<GraphQLResolversTypes['RevokeSessionsPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRevokeSessionsArgs, 'input'>>;
  removeFactor: Resolver<GraphQLResolversTypes['RemoveFactorPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRemoveFactorArgs, 'input'>>;
  endImpersonation: Resolver<GraphQLResolversTypes['EndImpersonationPayload'], ParentType, ContextType, RequireFields<GraphQLMutationEndImpersonationArgs, 'input'>>;
  startImpersonation: Resolver<GraphQLResolversTypes['StartImpersonationPayload'], ParentType, ContextType, RequireFields<GraphQLMutationStartImpersonationArgs, 'input'>>;
  addOperator: Resolver<GraphQLResolversTypes['AddOperatorPayload'], ParentType, ContextType, RequireFields<GraphQLMutationAddOperatorArgs, 'input'>>;
  changeOperatorRole: Resolver<GraphQLResolversTypes['ChangeOperatorRolePayload'], ParentType, ContextType, RequireFields<GraphQLMutationChangeOperatorRoleArgs, 'input'>>;
  createOperatorLink: Resolver<GraphQLResolversTypes['CreateOperatorLinkPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateOperatorLinkArgs, 'input'>>;
  removeOperator: Resolver<GraphQLResolversTypes['RemoveOperatorPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRemoveOperatorArgs, 'input'>>;
};

export type GraphQLMeResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['Me'] = GraphQLResolversParentTypes['Me']> = {
  actor?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  accountUrl?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  isEmailVerified?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  factors?: Resolver<ReadonlyArray<GraphQLResolversTypes['Factor']>, ParentType, ContextType>;
  recoveryCodesLeft?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  sessions?: Resolver<GraphQLResolversTypes['SessionConnection'], ParentType, ContextType, Partial<GraphQLMeSessionsArgs>>;
  impersonation?: Resolver<Maybe<GraphQLResolversTypes['Impersonation']>, ParentType, ContextType>;
};

export type GraphQLFactorResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['Factor'] = GraphQLResolversParentTypes['Factor']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<GraphQLResolversTypes['FactorKind'], ParentType, ContextType>;
  name?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLSessionResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['Session'] = GraphQLResolversParentTypes['Session']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  clientId?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  clientName?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  device?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  isCurrent?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
};

export type GraphQLSessionConnectionResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['SessionConnection'] = GraphQLResolversParentTypes['SessionConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['SessionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Session']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLSessionEdgeResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['SessionEdge'] = GraphQLResolversParentTypes['SessionEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Session'], ParentType, ContextType>;
};

export type GraphQLActorResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['Actor'] = GraphQLResolversParentTypes['Actor'], FederationReferenceType extends GraphQLFederationReferenceTypes['Actor'] = GraphQLFederationReferenceTypes['Actor']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['Actor']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<GraphQLResolversTypes['ActorKind'], ParentType, ContextType>;
  name?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLUserResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['User'] = GraphQLResolversParentTypes['User'], FederationReferenceType extends GraphQLFederationReferenceTypes['User'] = GraphQLFederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  email?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  activatedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  lockedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLApiKeyResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['ApiKey'] = GraphQLResolversParentTypes['ApiKey'], FederationReferenceType extends GraphQLFederationReferenceTypes['ApiKey'] = GraphQLFederationReferenceTypes['ApiKey']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['ApiKey']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  serviceAccount?: Resolver<Maybe<GraphQLResolversTypes['ServiceAccount']>, ParentType, ContextType>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLServiceAccountResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['ServiceAccount'] = GraphQLResolversParentTypes['ServiceAccount'], FederationReferenceType extends GraphQLFederationReferenceTypes['ServiceAccount'] = GraphQLFederationReferenceTypes['ServiceAccount']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['ServiceAccount']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  removedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLServiceAccountConnectionResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['ServiceAccountConnection'] = GraphQLResolversParentTypes['ServiceAccountConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['ServiceAccountEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['ServiceAccount']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLServiceAccountEdgeResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['ServiceAccountEdge'] = GraphQLResolversParentTypes['ServiceAccountEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['ServiceAccount'], ParentType, ContextType>;
};

export type GraphQLCreateServiceAccountPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['CreateServiceAccountPayload'] = GraphQLResolversParentTypes['CreateServiceAccountPayload']> = {
  serviceAccount?: Resolver<GraphQLResolversTypes['ServiceAccount'], ParentType, ContextType>;
};

export type GraphQLChangeServiceAccountRolePayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['ChangeServiceAccountRolePayload'] = GraphQLResolversParentTypes['ChangeServiceAccountRolePayload']> = {
  serviceAccount?: Resolver<GraphQLResolversTypes['ServiceAccount'], ParentType, ContextType>;
};

export type GraphQLRemoveServiceAccountPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['RemoveServiceAccountPayload'] = GraphQLResolversParentTypes['RemoveServiceAccountPayload']> = {
  serviceAccount?: Resolver<GraphQLResolversTypes['ServiceAccount'], ParentType, ContextType>;
};

export type GraphQLOAuthClientResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['OAuthClient'] = GraphQLResolversParentTypes['OAuthClient'], FederationReferenceType extends GraphQLFederationReferenceTypes['OAuthClient'] = GraphQLFederationReferenceTypes['OAuthClient']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['OAuthClient']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<GraphQLResolversTypes['OAuthClientKind'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  redirectUris?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  postLogoutRedirectUris?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  keys?: Resolver<Maybe<GraphQLResolversTypes['JSON']>, ParentType, ContextType>;
  usesDpop?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  secrets?: Resolver<ReadonlyArray<GraphQLResolversTypes['OAuthClientSecret']>, ParentType, ContextType>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLOAuthClientSecretResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['OAuthClientSecret'] = GraphQLResolversParentTypes['OAuthClientSecret']> = {
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLUserConnectionResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['UserConnection'] = GraphQLResolversParentTypes['UserConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLUserEdgeResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['UserEdge'] = GraphQLResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['User'], ParentType, ContextType>;
};

export type GraphQLApiKeyConnectionResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['ApiKeyConnection'] = GraphQLResolversParentTypes['ApiKeyConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['ApiKeyEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['ApiKey']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLApiKeyEdgeResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['ApiKeyEdge'] = GraphQLResolversParentTypes['ApiKeyEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type GraphQLOAuthClientConnectionResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['OAuthClientConnection'] = GraphQLResolversParentTypes['OAuthClientConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['OAuthClientEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['OAuthClient']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLOAuthClientEdgeResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['OAuthClientEdge'] = GraphQLResolversParentTypes['OAuthClientEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['OAuthClient'], ParentType, ContextType>;
};

export type GraphQLCreateUserPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['CreateUserPayload'] = GraphQLResolversParentTypes['CreateUserPayload']> = {
  user?: Resolver<GraphQLResolversTypes['User'], ParentType, ContextType>;
};

export type GraphQLCreateApiKeyPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['CreateApiKeyPayload'] = GraphQLResolversParentTypes['CreateApiKeyPayload']> = {
  apiKey?: Resolver<GraphQLResolversTypes['ApiKey'], ParentType, ContextType>;
  key?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLRevokeApiKeyPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['RevokeApiKeyPayload'] = GraphQLResolversParentTypes['RevokeApiKeyPayload']> = {
  apiKey?: Resolver<GraphQLResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type GraphQLCreateActivationLinkPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['CreateActivationLinkPayload'] = GraphQLResolversParentTypes['CreateActivationLinkPayload']> = {
  url?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLLockUserPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['LockUserPayload'] = GraphQLResolversParentTypes['LockUserPayload']> = {
  user?: Resolver<GraphQLResolversTypes['User'], ParentType, ContextType>;
};

export type GraphQLUnlockUserPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['UnlockUserPayload'] = GraphQLResolversParentTypes['UnlockUserPayload']> = {
  user?: Resolver<GraphQLResolversTypes['User'], ParentType, ContextType>;
};

export type GraphQLCreateOAuthClientPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['CreateOAuthClientPayload'] = GraphQLResolversParentTypes['CreateOAuthClientPayload']> = {
  oauthClient?: Resolver<GraphQLResolversTypes['OAuthClient'], ParentType, ContextType>;
  secret?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLRotateOAuthClientSecretPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['RotateOAuthClientSecretPayload'] = GraphQLResolversParentTypes['RotateOAuthClientSecretPayload']> = {
  oauthClient?: Resolver<GraphQLResolversTypes['OAuthClient'], ParentType, ContextType>;
  secret?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLRevokeOAuthClientPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['RevokeOAuthClientPayload'] = GraphQLResolversParentTypes['RevokeOAuthClientPayload']> = {
  oauthClient?: Resolver<GraphQLResolversTypes['OAuthClient'], ParentType, ContextType>;
};

export type GraphQLRevokeSessionPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['RevokeSessionPayload'] = GraphQLResolversParentTypes['RevokeSessionPayload']> = {
  session?: Resolver<GraphQLResolversTypes['Session'], ParentType, ContextType>;
};

export type GraphQLRevokeSessionsPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['RevokeSessionsPayload'] = GraphQLResolversParentTypes['RevokeSessionsPayload']> = {
  count?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
};

export type GraphQLRemoveFactorPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['RemoveFactorPayload'] = GraphQLResolversParentTypes['RemoveFactorPayload']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  factors?: Resolver<ReadonlyArray<GraphQLResolversTypes['Factor']>, ParentType, ContextType>;
};

export type GraphQLImpersonationResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['Impersonation'] = GraphQLResolversParentTypes['Impersonation']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  operatorId?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  userId?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  mode?: Resolver<GraphQLResolversTypes['ImpersonationMode'], ParentType, ContextType>;
  reason?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLEndImpersonationPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['EndImpersonationPayload'] = GraphQLResolversParentTypes['EndImpersonationPayload']> = {
  impersonation?: Resolver<GraphQLResolversTypes['Impersonation'], ParentType, ContextType>;
};

export type GraphQLStartImpersonationPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['StartImpersonationPayload'] = GraphQLResolversParentTypes['StartImpersonationPayload']> = {
  impersonation?: Resolver<GraphQLResolversTypes['Impersonation'], ParentType, ContextType>;
  accessToken?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLOperatorResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['Operator'] = GraphQLResolversParentTypes['Operator']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  email?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<GraphQLResolversTypes['OperatorRole'], ParentType, ContextType>;
  isSetUp?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLOperatorLinkResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['OperatorLink'] = GraphQLResolversParentTypes['OperatorLink']> = {
  url?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLAddOperatorPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['AddOperatorPayload'] = GraphQLResolversParentTypes['AddOperatorPayload']> = {
  operator?: Resolver<GraphQLResolversTypes['Operator'], ParentType, ContextType>;
  link?: Resolver<GraphQLResolversTypes['OperatorLink'], ParentType, ContextType>;
};

export type GraphQLChangeOperatorRolePayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['ChangeOperatorRolePayload'] = GraphQLResolversParentTypes['ChangeOperatorRolePayload']> = {
  operator?: Resolver<GraphQLResolversTypes['Operator'], ParentType, ContextType>;
};

export type GraphQLCreateOperatorLinkPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['CreateOperatorLinkPayload'] = GraphQLResolversParentTypes['CreateOperatorLinkPayload']> = {
  operator?: Resolver<GraphQLResolversTypes['Operator'], ParentType, ContextType>;
  link?: Resolver<GraphQLResolversTypes['OperatorLink'], ParentType, ContextType>;
};

export type GraphQLRemoveOperatorPayloadResolvers<ContextType = IdentityContext, ParentType extends GraphQLResolversParentTypes['RemoveOperatorPayload'] = GraphQLResolversParentTypes['RemoveOperatorPayload']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLResolvers<ContextType = IdentityContext> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  PageInfo?: GraphQLPageInfoResolvers<ContextType>;
  Query?: GraphQLQueryResolvers<ContextType>;
  Mutation?: GraphQLMutationResolvers<ContextType>;
  Me?: GraphQLMeResolvers<ContextType>;
  Factor?: GraphQLFactorResolvers<ContextType>;
  Session?: GraphQLSessionResolvers<ContextType>;
  SessionConnection?: GraphQLSessionConnectionResolvers<ContextType>;
  SessionEdge?: GraphQLSessionEdgeResolvers<ContextType>;
  Actor?: GraphQLActorResolvers<ContextType>;
  User?: GraphQLUserResolvers<ContextType>;
  ApiKey?: GraphQLApiKeyResolvers<ContextType>;
  ServiceAccount?: GraphQLServiceAccountResolvers<ContextType>;
  ServiceAccountConnection?: GraphQLServiceAccountConnectionResolvers<ContextType>;
  ServiceAccountEdge?: GraphQLServiceAccountEdgeResolvers<ContextType>;
  CreateServiceAccountPayload?: GraphQLCreateServiceAccountPayloadResolvers<ContextType>;
  ChangeServiceAccountRolePayload?: GraphQLChangeServiceAccountRolePayloadResolvers<ContextType>;
  RemoveServiceAccountPayload?: GraphQLRemoveServiceAccountPayloadResolvers<ContextType>;
  OAuthClient?: GraphQLOAuthClientResolvers<ContextType>;
  OAuthClientSecret?: GraphQLOAuthClientSecretResolvers<ContextType>;
  UserConnection?: GraphQLUserConnectionResolvers<ContextType>;
  UserEdge?: GraphQLUserEdgeResolvers<ContextType>;
  ApiKeyConnection?: GraphQLApiKeyConnectionResolvers<ContextType>;
  ApiKeyEdge?: GraphQLApiKeyEdgeResolvers<ContextType>;
  OAuthClientConnection?: GraphQLOAuthClientConnectionResolvers<ContextType>;
  OAuthClientEdge?: GraphQLOAuthClientEdgeResolvers<ContextType>;
  CreateUserPayload?: GraphQLCreateUserPayloadResolvers<ContextType>;
  CreateApiKeyPayload?: GraphQLCreateApiKeyPayloadResolvers<ContextType>;
  RevokeApiKeyPayload?: GraphQLRevokeApiKeyPayloadResolvers<ContextType>;
  CreateActivationLinkPayload?: GraphQLCreateActivationLinkPayloadResolvers<ContextType>;
  LockUserPayload?: GraphQLLockUserPayloadResolvers<ContextType>;
  UnlockUserPayload?: GraphQLUnlockUserPayloadResolvers<ContextType>;
  CreateOAuthClientPayload?: GraphQLCreateOAuthClientPayloadResolvers<ContextType>;
  RotateOAuthClientSecretPayload?: GraphQLRotateOAuthClientSecretPayloadResolvers<ContextType>;
  RevokeOAuthClientPayload?: GraphQLRevokeOAuthClientPayloadResolvers<ContextType>;
  RevokeSessionPayload?: GraphQLRevokeSessionPayloadResolvers<ContextType>;
  RevokeSessionsPayload?: GraphQLRevokeSessionsPayloadResolvers<ContextType>;
  RemoveFactorPayload?: GraphQLRemoveFactorPayloadResolvers<ContextType>;
  Impersonation?: GraphQLImpersonationResolvers<ContextType>;
  EndImpersonationPayload?: GraphQLEndImpersonationPayloadResolvers<ContextType>;
  StartImpersonationPayload?: GraphQLStartImpersonationPayloadResolvers<ContextType>;
  Operator?: GraphQLOperatorResolvers<ContextType>;
  OperatorLink?: GraphQLOperatorLinkResolvers<ContextType>;
  AddOperatorPayload?: GraphQLAddOperatorPayloadResolvers<ContextType>;
  ChangeOperatorRolePayload?: GraphQLChangeOperatorRolePayloadResolvers<ContextType>;
  CreateOperatorLinkPayload?: GraphQLCreateOperatorLinkPayloadResolvers<ContextType>;
  RemoveOperatorPayload?: GraphQLRemoveOperatorPayloadResolvers<ContextType>;
};

export type GraphQLDirectiveResolvers<ContextType = IdentityContext> = {
  permission?: GraphQLPermissionDirectiveResolver<any, any, ContextType>;
  public?: GraphQLPublicDirectiveResolver<any, any, ContextType>;
  signedIn?: GraphQLSignedInDirectiveResolver<any, any, ContextType>;
  data?: GraphQLDataDirectiveResolver<any, any, ContextType>;
};

