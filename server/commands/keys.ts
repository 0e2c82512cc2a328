import { readRootKeySetting } from "@bulkhead/kernel/root-key-setting.ts";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";
import { tenantIdOfSlug } from "@bulkhead/tenancy/src/tenant-directory.ts";
import { openDatabases } from "../databases.ts";
import { KEYS_HELP, keysCommand as runKeys } from "../keys.ts";
import { openConfiguredRootKey } from "../root-key.ts";
import { runningDatabaseUrl } from "../running-database.ts";
import { type Command, commandLog, commandSettings } from "./command.ts";

export const keysCommand: Command = {
  help: `  bulkhead keys create
      Makes the root key file that BULKHEAD_ROOT_KEY names. An existing one stays as it is.
${KEYS_HELP}`,
  async run(argv) {
    const settings = commandSettings();
    if (argv.length === 1 && argv[0] === "create") return createKey(settings.rootKey);
    const url = await runningDatabaseUrl(settings);
    // No platform: it would refuse a restored backup, whose keys are yet to be imported.
    const { secret, writeTimeoutMs } = settings;
    const { databases, close } = openDatabases({ url, secret, connections: 2, writeTimeoutMs, log: commandLog() });
    try {
      const said = await runKeys(argv, {
        db: databases.worker,
        rootKey: await openConfiguredRootKey(settings),
        tenantIdOfSlug: (slug) => tenantIdOfSlug(databases.tenancy, slug),
        progress: (text) => void process.stderr.write(`${text}\n`),
      });
      console.log(said);
    } finally {
      await close();
    }
  },
};

function createKey(setting: string): void {
  const place = readRootKeySetting(setting);
  if (place.kind !== "file") throw new Error("only a root key in a file is made here; make this one where it lives");
  createRootKeyFile(place.path);
  console.log(`The root key is in ${place.path}. Keep a copy where no copy of the database is.`);
}
