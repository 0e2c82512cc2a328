import { type Database, queryOutsideTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import type { MailQueue } from "../mail/mail.ts";
import { emailOf } from "./account.ts";
import { queueMails } from "./account-events.ts";
import type { AnonymousRequest } from "./failed-attempts.ts";

/** Browsers that somebody signed in with, by the digest of a cookie (docs/adr/0025). */
export interface Devices {
  /**
   * Knows the browser from now on, and tells the owner of one that is new; not `quietly`, where they have just made the
   * account in it. Answers whether it is new.
   */
  remember(input: SeenDevice): Promise<boolean>;
}

export interface SeenDevice {
  accountId: string;
  digest: Buffer;
  /** In a few words. */
  userAgent: string;
  quietly?: boolean;
  request: AnonymousRequest;
}

/** Of one account. Whoever has more is forgotten where they were longest ago. */
export const MAX_DEVICES = 20;

export function createDevices({ db, mail }: { db: Database; mail: MailQueue }): Devices {
  return {
    async remember({ accountId, digest, userAgent, quietly = false, request }) {
      if (await seenAgain(db, accountId, digest, userAgent)) return false;
      const email = await emailOf(db, accountId);
      if (email === undefined) return false;
      const network = request.clientAddress === null ? {} : { network: request.clientAddress };
      const values = { at: new Date().toISOString(), device: userAgent, ...network };
      const told = quietly ? [] : [await mail.statement(request, { to: email, template: "new-device", values })];
      return withTransactionAboveTenants(db, async (tx) => {
        // One at a time, or two would each keep the twentieth.
        await tx.query({
          name: "hold_account_of_device",
          text: "select from identity.account where id = $1 for no key update",
          values: [accountId],
        });
        const added = await tx.query({
          name: "add_known_device",
          text: `insert into identity.known_device (id, account_id, digest, user_agent) values ($1, $2, $3, $4)
                 on conflict (account_id, digest) do nothing returning 1`,
          values: [newUuid(), accountId, digest, userAgent],
        });
        if (added.length === 0) return false;
        await tx.query({
          name: "forget_oldest_devices",
          text: `delete from identity.known_device where account_id = $1 and id in
                   (select id from identity.known_device where account_id = $1 order by last_seen_at desc, id desc offset $2)`,
          values: [accountId, MAX_DEVICES],
        });
        await queueMails(tx, told);
        return true;
      });
    },
  };
}

async function seenAgain(db: Database, accountId: string, digest: Buffer, userAgent: string): Promise<boolean> {
  const rows = await queryOutsideTenants(db, {
    name: "see_known_device",
    text: `update identity.known_device set last_seen_at = now(), user_agent = $3
           where account_id = $1 and digest = $2 returning 1`,
    values: [accountId, digest, userAgent],
  });
  return rows.length > 0;
}
