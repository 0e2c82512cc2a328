import { parseArgs } from "node:util";
import { closeTenant } from "@bulkhead/tenancy/src/domain/close-tenant.ts";
import { reopenTenant } from "@bulkhead/tenancy/src/domain/reopen-tenant.ts";
import { type Command, tenantContext, withPlatform } from "./command.ts";

export const closeCommand: Command = {
  help: `  bulkhead close <slug> --reason "end of contract" [--grace-days 30]
      Destroys everything a tenant has, after so many days (0 to 90). Until then it works, and reopen calls it off.`,
  async run(argv) {
    const options = { reason: { type: "string" }, "grace-days": { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    const [slug] = positionals;
    const { reason, "grace-days": days } = values;
    if (!slug || !reason || (days !== undefined && !/^\d{1,2}$/.test(days)))
      throw new Error('usage: bulkhead close <slug> --reason "end of contract" [--grace-days 30]');
    const input = { reason, confirmSlug: slug, ...(days === undefined ? {} : { graceDays: Number(days) }) };
    const { closesAt } = await withPlatform(async (platform) =>
      closeTenant(await tenantContext(platform, slug), input),
    );
    console.log(`The tenant ${slug} closes on ${closesAt}. Then everything that it has is destroyed.`);
  },
};

export const reopenCommand: Command = {
  help: `  bulkhead reopen <slug>
      Calls the closing of a tenant off, until its day has come.`,
  async run(argv) {
    const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} });
    const [slug] = positionals;
    if (!slug) throw new Error("usage: bulkhead reopen <slug>");
    const input = { confirmSlug: slug };
    const { status } = await withPlatform(async (platform) => reopenTenant(await tenantContext(platform, slug), input));
    console.log(`The tenant ${slug} is not closed after all. It is ${status.toLowerCase()}.`);
  },
};
