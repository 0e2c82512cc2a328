import { parseArgs } from "node:util";
import { resumeTenant } from "@bulkhead/tenancy/src/domain/resume-tenant.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { type Command, tenantContext, withPlatform } from "./command.ts";

export const suspendCommand: Command = {
  help: `  bulkhead suspend <slug> --reason "unpaid"
      Until it is resumed, Admins of the tenant can only look, take an export and sign out, and nobody else does anything.`,
  async run(argv) {
    const options = { reason: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    const [slug] = positionals;
    const { reason } = values;
    if (!slug || !reason) throw new Error('usage: bulkhead suspend <slug> --reason "unpaid"');
    await withPlatform(async (platform) => suspendTenant(await tenantContext(platform, slug), { reason }));
    console.log(`The tenant ${slug} is suspended.`);
  },
};

export const resumeCommand: Command = {
  help: `  bulkhead resume <slug>
      Lets a suspended tenant work again.`,
  async run(argv) {
    const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} });
    const [slug] = positionals;
    if (!slug) throw new Error("usage: bulkhead resume <slug>");
    await withPlatform(async (platform) => resumeTenant(await tenantContext(platform, slug)));
    console.log(`The tenant ${slug} works again.`);
  },
};
