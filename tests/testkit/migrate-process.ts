// A process that migrates one database and ends. For tests in which several do so at once.
import { migrate } from "@bulkhead/kernel/migrate.ts";
import { migrationFolders } from "@bulkhead/server/migrations.ts";

const [url = "", secret = ""] = process.argv.slice(2);
const applied = await migrate(url, secret, migrationFolders);
console.log(`applied ${applied.length}`);
