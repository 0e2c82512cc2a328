import type { Database } from "@bulkhead/kernel/database.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { UserKey } from "./account.ts";
import { type ActivateInput, type Activation, activate, findActivation } from "./activate.ts";
import { createAttempts } from "./attempts.ts";
import type { Denials } from "./failed-attempts.ts";
import { createPasswords, type Passwords, type PasswordsOptions } from "./passwords.ts";
import { createSignIn, type SignIn } from "./sign-in.ts";
import { type AccountUser, usersOfAccount } from "./users-of-account.ts";

/** The people of the installation: above tenants, so for the authorisation server and the operator alone. */
export interface Accounts {
  signIn: SignIn;
  /** Those as whom the account may sign in; none of them is locked. */
  usersOf(accountId: string): Promise<AccountUser[]>;
  findActivation(token: string): Promise<Activation | undefined>;
  activate(input: ActivateInput): Promise<UserKey & { accountId: string }>;
  passwords: Passwords;
  stop(): Promise<void>;
}

export interface AccountsDeps extends Omit<PasswordsOptions, "log"> {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  /** Of what is counted by account and network. 32 bytes. */
  attemptsKey: Buffer;
  denials: Denials;
  log: Log;
}

export function createAccounts({ db, attemptsKey, denials, log, ...limits }: AccountsDeps): Accounts {
  const passwords = createPasswords({ ...limits, log });
  const attempts = createAttempts({ db, key: attemptsKey });
  return {
    signIn: createSignIn({ db, passwords, attempts, denials, log }),
    usersOf: (accountId) => usersOfAccount(db, accountId),
    findActivation: (token) => findActivation(db, token),
    activate: (input) => activate({ db, passwords, attempts, denials }, input),
    passwords,
    stop: passwords.stop,
  };
}
