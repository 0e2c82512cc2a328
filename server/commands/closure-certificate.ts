import { parseArgs } from "node:util";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { readCertificate } from "@bulkhead/tenancy/src/closing/certificate.ts";
import { certificateThumbprints, findCertificate } from "@bulkhead/tenancy/src/closing/find-certificate.ts";
import { tenantIdOfSlug } from "@bulkhead/tenancy/src/tenant-directory.ts";
import { openDatabases } from "../databases.ts";
import { runningDatabaseUrl } from "../running-database.ts";
import { type Command, commandLog, commandSettings } from "./command.ts";

export const closureCertificateCommand: Command = {
  help: `  bulkhead closure-certificate <slug | ten_…> [--jws]
      Prints what was destroyed with a closed tenant, and whether the certificate is as this installation signed it; --jws
      prints the certificate itself.`,
  async run(argv) {
    const options = { jws: { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    const [tenant] = positionals;
    if (!tenant) throw new Error("usage: bulkhead closure-certificate <slug | ten_…> [--jws]");
    const settings = commandSettings();
    const url = await runningDatabaseUrl(settings);
    const { secret, writeTimeoutMs } = settings;
    const { databases, close } = openDatabases({ url, secret, connections: 2, writeTimeoutMs, log: commandLog() });
    try {
      const owner = tryDecodeId("tenant", tenant) ?? (await tenantIdOfSlug(databases.tenancy, tenant));
      const jws = owner === undefined ? undefined : await findCertificate(databases.tenancy, owner);
      if (jws === undefined)
        throw new Error("There is no certificate for it: no such tenant was closed and destroyed.");
      console.log(values.jws ? jws : describe(jws, await certificateThumbprints(databases.tenancy)));
    } finally {
      await close();
    }
  },
};

function describe(jws: string, known: readonly string[]): string {
  const { certificate, thumbprint } = readCertificate(jws);
  const word = known.includes(thumbprint)
    ? `Signed by this installation (key ${thumbprint}).`
    : `NOT signed by a key of this installation: key ${thumbprint}.`;
  return `${JSON.stringify(certificate, null, 2)}\n${word}`;
}
