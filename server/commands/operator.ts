import { parseArgs } from "node:util";
import { addOperator } from "@bulkhead/identity/src/domain/add-operator.ts";
import { createOperatorLink } from "@bulkhead/identity/src/domain/create-operator-link.ts";
import { operators } from "@bulkhead/identity/src/domain/operators.ts";
import { removeOperator } from "@bulkhead/identity/src/domain/remove-operator.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { isOperatorRole, OPERATOR_ROLES } from "@bulkhead/kernel/operator-role.ts";
import { operatorRequest } from "../operator.ts";
import type { Platform } from "../platform.ts";
import { type Command, withPlatform } from "./command.ts";

const USAGE =
  "usage: bulkhead operator add --email <address> --name <name> --role <role> | list | link <address> | remove <address>";

export const operatorCommand: Command = {
  help: `  bulkhead operator add --email <address> --name <name> --role ${OPERATOR_ROLES.join("|")}
      Makes somebody an operator of the platform, and prints the link by which they set a password and a second factor.
  bulkhead operator list
      Lists who is one.
  bulkhead operator link <address>
      Prints a new link for one who has lost password or authenticator.
  bulkhead operator remove <address>
      Ends it: their sessions, tokens and impersonations too.`,
  async run([what, ...rest]) {
    if (what === "add") console.log(await add(rest));
    else if (what === "list" && rest.length === 0) console.log(await withPlatform(list));
    else if (what === "link" || what === "remove") console.log(await onOne(what, rest));
    else throw new Error(USAGE);
  },
};

const contextOf = ({ authorisation }: Platform) => ({
  ...operatorRequest(INSTALLATION_ID),
  operators: authorisation.operators,
});

async function add(argv: string[]): Promise<string> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args: argv, options: { email: text, name: text, role: text } });
  const { email, name, role } = values;
  if (!email || !name || !isOperatorRole(role)) throw new Error(USAGE);
  return withPlatform(async (platform) => {
    const { link } = await addOperator(contextOf(platform), { email, name, role });
    return described(`${name} is an operator once they have set a password and a second factor:`, link);
  });
}

async function list(platform: Platform): Promise<string> {
  const all = await operators(contextOf(platform));
  if (all.length === 0) return "There is no operator yet. Make one with: bulkhead operator add";
  return all
    .map(({ id, email, role, isSetUp }) => `${id}  ${role.padEnd(8)}  ${email}${isSetUp ? "" : "  (not set up)"}`)
    .join("\n");
}

async function onOne(what: "link" | "remove", [email, ...more]: string[]): Promise<string> {
  if (!email || more.length > 0) throw new Error(USAGE);
  return withPlatform(async (platform) => {
    const ctx = contextOf(platform);
    const found = (await operators(ctx)).find((one) => one.email.toLowerCase() === email.toLowerCase());
    if (!found) throw new Error("There is no operator with this e-mail address. See: bulkhead operator list");
    if (what === "link") {
      const { link } = await createOperatorLink(ctx, { id: found.id });
      return described(`${found.name} sets a new password and a new second factor by:`, link);
    }
    await removeOperator(ctx, { id: found.id });
    return `${found.email} is an operator no longer.`;
  });
}

function described(lead: string, { url, expiresAt }: { url: string; expiresAt: string }): string {
  return `${lead}\n  ${url}\nIt works once, until ${expiresAt}. Whoever has it becomes that operator: hand it over in person.`;
}
