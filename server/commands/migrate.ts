import { parseArgs } from "node:util";
import { prepareDatabase } from "../prepare-database.ts";
import { runningDatabaseUrl } from "../running-database.ts";
import { type Command, commandSettings } from "./command.ts";

export const migrateCommand: Command = {
  help: `  bulkhead migrate
      Brings the database up to date: roles, tables, the queue's schema. Processes with BULKHEAD_MIGRATE=no wait for it.`,
  async run(argv) {
    parseArgs({ args: argv, options: {} });
    const settings = commandSettings();
    await prepareDatabase(await runningDatabaseUrl(settings), settings.secret);
    console.log("The database is up to date.");
  },
};
