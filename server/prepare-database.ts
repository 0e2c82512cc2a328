import { migrate } from "@bulkhead/kernel/migrate.ts";
import { prepareQueue } from "@bulkhead/kernel/queue-prepare.ts";
import { migrationFolders } from "./migrations.ts";

/** Brings a database up to date: roles, tables, the queue's schema. Safe to run in several processes at once. */
export async function prepareDatabase(url: string, secret: string): Promise<void> {
  await migrate(url, secret, migrationFolders);
  await prepareQueue(url, secret);
}
