import type { Database } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { MailQueue } from "../mail/mail.ts";
import type { AdminsOf } from "../membership.ts";
import { emailOf, type UserKey } from "./account.ts";
import { type ActivateInput, type Activation, activate, findActivation } from "./activate.ts";
import { type Attempts, createAttempts } from "./attempts.ts";
import { type ChangeEmail, createChangeEmail } from "./change-email.ts";
import { type ChangePassword, createChangePassword } from "./change-password.ts";
import { type Deletion, deleteAccount } from "./delete-account.ts";
import { createDevices, type Devices } from "./devices.ts";
import { type AccountExport, exportAccount } from "./export-account.ts";
import { createFactors } from "./factors/create-factors.ts";
import type { Factors } from "./factors/factors.ts";
import type { AnonymousRequest, Denials } from "./failed-attempts.ts";
import { createJoinTenant, type JoinTenant } from "./join-tenant.ts";
import { loneAdminshipsOf } from "./lone-adminships.ts";
import type { OwnerRequest } from "./mailed-link.ts";
import { createPasswordPolicy, type PasswordPolicy, type PasswordPolicyOptions } from "./password-policy.ts";
import { createPasswords, type Passwords, type PasswordsOptions } from "./passwords.ts";
import { createResetPassword, type ResetPassword } from "./reset-password.ts";
import { createRevertEmail, type RevertEmail } from "./revert-email.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSignIn, type SignIn } from "./sign-in.ts";
import { createSignUp, type SignUp } from "./sign-up.ts";
import { type AccountUser, usersOfAccount } from "./users-of-account.ts";

/** The people of the installation: above tenants, so for the authorisation server and the operator alone. */
export interface Accounts {
  signIn: SignIn;
  /** Those as whom the account may sign in; none of them is locked. */
  usersOf(accountId: string): Promise<AccountUser[]>;
  /** The address as given; undefined when the account is gone. */
  emailOf(accountId: string): Promise<string | undefined>;
  findActivation(token: string): Promise<Activation | undefined>;
  activate(input: ActivateInput): Promise<UserKey & { accountId: string }>;
  signUp: SignUp;
  /** Of whoever accepts an invitation. */
  joinTenant: JoinTenant;
  resetPassword: ResetPassword;
  changeEmail: ChangeEmail;
  revertEmail: RevertEmail;
  changePassword: ChangePassword;
  devices: Devices;
  passwords: Passwords;
  /** For `readNewPassword`, wherever one is set. */
  passwordPolicy: PasswordPolicy;
  factors: Factors;
  sessions: Sessions;
  attempts: Attempts;
  /** Undefined when the account is gone. */
  exportAccount(request: AnonymousRequest, accountId: string): Promise<AccountExport | undefined>;
  deleteAccount(request: OwnerRequest, accountId: string): Promise<Deletion>;
  /** Tenants, by uuids, that keep an account from being deleted: none else is an Admin there who can sign in. */
  loneAdminOf(accountId: string): Promise<string[]>;
  stop(): Promise<void>;
}

export interface AccountsDeps extends Omit<PasswordsOptions, "log">, Omit<PasswordPolicyOptions, "log"> {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  /** Of what is counted by account and network. 32 bytes. */
  attemptsKey: Buffer;
  /** Signs challenges and keys hashes of recovery codes. 32 bytes. */
  factorsKey: Buffer;
  /** Signed in as `db` is. */
  envelope: Envelope;
  mail: MailQueue;
  /** Scheme, host and port of the pages. */
  publicOrigin: string;
  adminsOf: AdminsOf;
  denials: Denials;
  feed: Pick<Feed, "settled">;
  log: Log;
}

export function createAccounts(deps: AccountsDeps): Accounts {
  const { db, attemptsKey, factorsKey, envelope, mail, publicOrigin, adminsOf, denials, feed, ...options } = deps;
  const { log } = options;
  const passwords = createPasswords(options);
  const passwordPolicy = createPasswordPolicy(options);
  const attempts = createAttempts({ db, key: attemptsKey });
  const factors = createFactors({ db, envelope, mail, denials, attempts, publicOrigin, key: factorsKey });
  const owner = { db, passwords, passwordPolicy, attempts, denials, mail, publicOrigin, feed };
  return {
    signIn: createSignIn({ db, passwords, attempts, denials, log }),
    usersOf: (accountId) => usersOfAccount(db, accountId),
    emailOf: (accountId) => emailOf(db, accountId),
    findActivation: (token) => findActivation(db, token),
    activate: (input) => activate({ db, passwords, passwordPolicy, attempts, denials }, input),
    signUp: createSignUp(owner),
    joinTenant: createJoinTenant(owner),
    resetPassword: createResetPassword(owner),
    changeEmail: createChangeEmail(owner),
    revertEmail: createRevertEmail(owner),
    changePassword: createChangePassword(owner),
    devices: createDevices(owner),
    passwords,
    passwordPolicy,
    factors,
    attempts,
    sessions: createSessions({ db, mail }),
    exportAccount: (request, accountId) => exportAccount({ db, factors }, request, accountId),
    deleteAccount: (request, accountId) => deleteAccount({ db, mail, adminsOf }, request, accountId),
    loneAdminOf: (accountId) => loneAdminshipsOf(db, adminsOf, accountId),
    stop: passwords.stop,
  };
}
