import { parseArgs } from "node:util";
import { createPasswordPolicy, type PasswordContext } from "@bulkhead/identity/src/accounts/password-policy.ts";
import { readNewPassword } from "@bulkhead/identity/src/accounts/read-password.ts";
import { appErrorOf, type FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { activateBy } from "../activate.ts";
import { bootstrap, type MadeTenant } from "../bootstrap.ts";
import { type Command, commandLog, commandSettings, withPlatform } from "./command.ts";
import { askNewPassword } from "./read-password.ts";

const USAGE =
  'usage: bulkhead bootstrap --slug acme --name "Acme" --email ada@acme.example --admin "Ada" [--template standard] [--password-stdin]';

export const bootstrapCommand: Command = {
  help: `  bulkhead bootstrap --slug acme --name "Acme" --email ada@acme.example --admin "Ada" [--template standard] [--password-stdin]
      Makes a tenant, its first Admin and an Admin key, and prints the key and the link by which the Admin sets a
      password once. With --password-stdin the password is read from standard input and set right away.`,
  async run(argv) {
    const text = { type: "string" } as const;
    const options = {
      slug: text,
      name: text,
      email: text,
      admin: text,
      template: text,
      "password-stdin": { type: "boolean" },
    } as const;
    const { values } = parseArgs({ args: argv, options });
    const { slug, name, email: adminEmail, admin: adminName, template } = values;
    if (!slug || !name || !adminEmail || !adminName) throw new Error(USAGE);
    // What is wrong with it should be known before anything is made.
    const password = values["password-stdin"]
      ? await acceptable(await askNewPassword(), { email: adminEmail, name: adminName, tenantName: name })
      : undefined;
    await withPlatform(
      async (platform) => {
        const made = await bootstrap(platform.rooms, { slug, name, adminEmail, adminName, template });
        console.log(
          `The tenant ${slug} (${made.tenantId}) is ready. Its Admin key, shown this once and stored nowhere:\n`,
        );
        console.log(`  ${made.key}\n`);
        if (password !== undefined && made.activation) {
          await activateBy(platform, made.activation.url, password).catch((error) =>
            leaveLink(error, made, adminEmail),
          );
          console.log(`${adminEmail} can sign in with the password given.\n`);
        } else showLink(made, adminEmail);
      },
      { migrates: true, makesApiKeys: true },
    );
  },
};

async function acceptable(password: string, context: PasswordContext): Promise<string> {
  const { breachedPasswords: filterFile } = commandSettings();
  const policy = createPasswordPolicy({ filterFile, log: commandLog() });
  const faults: FieldFault[] = [];
  await readNewPassword(policy, password, "password", context, faults);
  refuseFaults(faults);
  return password;
}

function showLink({ activation }: MadeTenant, email: string): void {
  if (!activation) return;
  console.log(`With this link ${email} sets a password; it works once, until ${activation.expiresAt}:\n`);
  console.log(`  ${activation.url}\n`);
}

/** The tenant is made all the same, so whatever leads on is shown before the fault is. */
function leaveLink(error: unknown, made: MadeTenant, email: string): never {
  showLink(made, email);
  const why = appErrorOf(error)?.message ?? "it could not be stored.";
  throw new Error(`The tenant is made, but its Admin's password is not set: ${why}`, { cause: error });
}
