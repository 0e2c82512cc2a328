import type { Database } from "@bulkhead/kernel/database.ts";
import { createAccounts } from "../../src/accounts/accounts.ts";
import { createMailQueue } from "../../src/mail/queue-mail.ts";
import { openTestAccounts } from "./fixture.ts";

/** Accounts whose mail is asked for as the product asks for it; nobody sends it. */
export async function openMailedAccounts() {
  const world = await openTestAccounts();
  const { log, databases } = world.rooms.platform;
  const db = databases.oauth;
  const envelope = world.keys.envelope({ db });
  const mail = createMailQueue({ envelope, isShown: false });
  /** As another process has them, over the same tables. */
  const open = () =>
    createAccounts({
      db,
      attemptsKey: Buffer.alloc(32, 7),
      factorsKey: Buffer.alloc(32, 8),
      envelope,
      mail,
      publicOrigin: "https://bulkhead.example",
      adminsOf: (tenantId) => world.rooms.tenancy.adminsOf(tenantId),
      denials: world.denials,
      feed: { settled: async () => {} },
      log,
    });
  const accounts = open();
  /** How many mails were asked for. */
  const mails = async () =>
    Number(
      (await world.owner.query("select count(*) from platform.job where kind = 'identity.send-mail'")).rows[0].count,
    );
  const stop = async () => {
    await accounts.stop();
    await world.stop();
  };
  return { ...world, db, accounts, open, mails, stop };
}

export type MailedAccounts = Awaited<ReturnType<typeof openMailedAccounts>>;

interface Client {
  query(...given: unknown[]): unknown;
}

/** What is sent to the database from now on: names of statements, or their texts. */
export function recordStatements({ pool }: Database): { sent: string[]; stop(): void } {
  const sent: string[] = [];
  const patched = new Set<Client>();
  const patch = (client: Client) => {
    if (patched.has(client)) return;
    const { query } = client;
    client.query = (...given) => {
      const [statement] = given as [string | { name?: string; text: string }];
      sent.push(typeof statement === "string" ? statement : (statement.name ?? statement.text));
      return query.apply(client, given);
    };
    patched.add(client);
  };
  pool.on("acquire", patch as never);
  const stop = () => {
    pool.off("acquire", patch as never);
    for (const client of patched) Reflect.deleteProperty(client, "query");
  };
  return { sent, stop };
}
