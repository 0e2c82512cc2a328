import { type FactorsContext, type FactorsRemoved, resetFactors } from "@bulkhead/identity/src/domain/reset-factors.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "../operator.ts";
import type { Platform } from "../platform.ts";
import { type Command, withPlatform } from "./command.ts";

export const resetFactorsCommand: Command = {
  help: `  bulkhead reset-factors <e-mail address>
      For a person who has lost every second factor and all recovery codes: removes them all and signs the person out, in
      every tenant. From then on their password alone opens the account, so be sure who is asking. The owner is told by mail.`,
  async run(argv) {
    const [email, ...rest] = argv;
    if (!email || rest.length > 0 || email.startsWith("-"))
      throw new Error("usage: bulkhead reset-factors <e-mail address>");
    const said = await withPlatform(async (platform) => {
      const removed = await resetFactors(factorsContext(platform), { email }).catch(explain);
      return describe(email, removed, platform.mail.queue.sends);
    });
    console.log(said);
  },
};

/** The operator above tenants, where accounts are. */
function factorsContext({ databases, mail, feed }: Platform): FactorsContext {
  return { ...operatorRequest(INSTALLATION_ID), oauthDb: databases.oauth, mail: mail.queue, feed };
}

function describe(email: string, { authenticatorApps, passkeys }: FactorsRemoved, sendsMail: boolean): string {
  if (authenticatorApps + passkeys === 0) return `${email} has no second factor, so nothing was changed.`;
  const apps = authenticatorApps === 1 ? "1 authenticator app" : `${authenticatorApps} authenticator apps`;
  const keys = passkeys === 1 ? "1 passkey" : `${passkeys} passkeys`;
  return [
    `${email} has lost ${apps}, ${keys} and all recovery codes, and is signed out everywhere.`,
    sendsMail ? "The owner is told by mail." : "No mail is set up here: tell the owner yourself.",
  ].join("\n");
}

function explain(error: unknown): never {
  if (appErrorOf(error)?.code !== "NOT_FOUND") throw error;
  throw new Error("There is no account with this e-mail address.", { cause: error });
}
