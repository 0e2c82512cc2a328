import { parseArgs } from "node:util";
import { forgetConsumer } from "@bulkhead/kernel/relay.ts";
import { type ConsumerStatus, readRelayStatus } from "@bulkhead/kernel/relay-status.ts";
import { renewEpoch } from "@bulkhead/kernel/renew-epoch.ts";
import { runningDatabaseUrl } from "../running-database.ts";
import { type Command, commandSettings, withPlatform } from "./command.ts";

export const relayCommand: Command = {
  help: `  bulkhead relay
      Tells who hands out events, how far each consumer is, and what waits.
  bulkhead relay forget <consumer>
      Ends the account of a consumer that no release has any more; its events need not be kept for it.`,
  async run(argv) {
    const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} });
    const [verb, name] = positionals;
    if (verb === undefined) return printStatus();
    if (verb !== "forget" || !name) throw new Error("usage: bulkhead relay [forget <consumer>]");
    const known = await withPlatform(({ databases }) => forgetConsumer(databases.worker, name));
    if (!known) throw new Error(`There is no consumer "${name}".`);
    console.log(`The consumer ${name} is forgotten.`);
  },
};

async function printStatus(): Promise<void> {
  const status = await withPlatform(({ databases }) => readRelayStatus(databases.worker, []));
  const { leader, consumers, oldestUndeliveredSeconds } = status;
  console.log(leader ? `Led by ${leader.holder} since ${leader.since}.` : "Nobody leads: no worker runs.");
  for (const consumer of consumers) console.log(`  ${describe(consumer)}`);
  console.log(`Oldest event that somebody has yet to take: ${oldestUndeliveredSeconds.toFixed(1)} s.`);
}

function describe({ name, lagEvents, lagSeconds, parked }: ConsumerStatus): string {
  const late = `${lagEvents} events, ${lagSeconds.toFixed(1)} s behind`;
  const waiting = `${parked.events} events of ${parked.tenants} tenants wait: ${parked.error ?? "retried"}`;
  return parked.tenants > 0 ? `${name}: ${late}; ${waiting}` : `${name}: ${late}`;
}

export const renewEpochCommand: Command = {
  help: `  bulkhead renew-epoch
      After a restore: cursors from before answer CURSOR_EXPIRED, since positions may mean other events now. Workers must
      be stopped.`,
  async run(argv) {
    parseArgs({ args: argv, options: {} });
    const { epoch } = await renewEpoch(await runningDatabaseUrl(commandSettings()));
    console.log(`The epoch is now ${epoch}; cursors from before it have expired.`);
  },
};
