import { setPassword } from "@bulkhead/identity/src/domain/set-password.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "../operator.ts";
import type { Platform } from "../platform.ts";
import { type Command, withPlatform } from "./command.ts";
import { askNewPassword } from "./read-password.ts";

export const setPasswordCommand: Command = {
  help: `  bulkhead set-password <e-mail address>
      Sets the password of an account, asked for or read from standard input, and ends everything that was signed in
      with the old one, in every tenant.`,
  async run(argv) {
    const [email, ...rest] = argv;
    if (!email || rest.length > 0 || email.startsWith("-"))
      throw new Error("usage: bulkhead set-password <e-mail address>, with the password on standard input");
    const password = await askNewPassword();
    await withPlatform((platform) => setPassword(accountContext(platform), { email, password }).catch(explain));
    console.log(`The password of ${email} is set. Whoever was signed in with the old one is signed out.`);
  },
};

/** The operator above tenants, where accounts are. */
function accountContext({ databases, authorisation, feed }: Platform) {
  const { passwords, passwordPolicy } = authorisation.accounts;
  return { ...operatorRequest(INSTALLATION_ID), oauthDb: databases.oauth, passwords, passwordPolicy, feed };
}

function explain(error: unknown): never {
  if (appErrorOf(error)?.code !== "NOT_FOUND") throw error;
  throw new Error(
    "There is no account with this e-mail address. A user who never signed in sets a password by an activation link.",
    { cause: error },
  );
}
