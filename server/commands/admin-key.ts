import { createApiKey } from "@bulkhead/identity/src/domain/create-api-key.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { ADMIN } from "@bulkhead/tenancy/src/roles.ts";
import { operatorRequest } from "../operator.ts";
import { type Command, withPlatform } from "./command.ts";

export const adminKeyCommand: Command = {
  help: `  bulkhead admin-key <slug>
      Makes another Admin key for a tenant that has lost its own, and prints it once.`,
  async run(argv) {
    const [slug, ...rest] = argv;
    if (!slug || rest.length > 0 || slug.startsWith("-")) throw new Error("usage: bulkhead admin-key <slug>");
    const { key } = await withPlatform(
      async ({ rooms: { tenancy, identity } }) => {
        const tenantId = await tenancy.tenantIdOfSlug(slug);
        if (tenantId === undefined) throw notFound();
        const context = identity.subgraph.context(operatorRequest(tenantId));
        return createApiKey(context, { name: "Admin key of the operator", role: ADMIN });
      },
      { makesApiKeys: true },
    );
    console.log(`An Admin key for ${slug}, shown this once and stored nowhere:\n\n  ${key}\n`);
  },
};
