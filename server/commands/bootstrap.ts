import { parseArgs } from "node:util";
import { bootstrap } from "../bootstrap.ts";
import { type Command, withPlatform } from "./command.ts";

export const bootstrapCommand: Command = {
  help: `  bulkhead bootstrap --slug acme --name "Acme" --email ada@acme.example --admin "Ada"
      Makes a tenant, its first Admin and an Admin key, and prints the key once.`,
  async run(argv) {
    const text = { type: "string" } as const;
    const { values } = parseArgs({ args: argv, options: { slug: text, name: text, email: text, admin: text } });
    const { slug, name: tenantName, email: adminEmail, admin: adminName } = values;
    if (!slug || !tenantName || !adminEmail || !adminName)
      throw new Error('usage: bulkhead bootstrap --slug acme --name "Acme" --email ada@acme.example --admin "Ada"');
    const wanted = { slug, name: tenantName, adminEmail, adminName };
    const made = await withPlatform(({ rooms }) => bootstrap(rooms, wanted), { migrates: true, makesApiKeys: true });
    console.log(`The tenant ${slug} (${made.tenantId}) is ready. Its Admin key, shown this once and stored nowhere:\n`);
    console.log(`  ${made.key}\n`);
  },
};
