import { type Database, queryOutsideTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import type { MailQueue } from "../mail/mail.ts";
import { emailOf } from "./account.ts";
import { queueMails, recordOnAccount, usersOf } from "./account-events.ts";
import { type Attempts, MAX_NOTICES } from "./attempts.ts";
import type { AnonymousRequest } from "./failed-attempts.ts";

/** Browsers that somebody signed in with, by the digest of a cookie (docs/adr/0025). */
export interface Devices {
  /**
   * Knows the browser from now on, and tells of one that is new: the tenants in their logs, and the owner by mail, up to a
   * limit. Not `quietly`, where they have just made the account in it. Answers whether it is new.
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

export interface DevicesDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  mail: MailQueue;
  attempts: Attempts;
}

/** Of one account. Whoever has more is forgotten where they were longest ago. */
export const MAX_DEVICES = 20;

export function createDevices(deps: DevicesDeps): Devices {
  return {
    async remember(seen) {
      const { accountId, quietly = false } = seen;
      if (await seenAgain(deps.db, seen)) return false;
      const email = await emailOf(deps.db, accountId);
      if (email === undefined) return false;
      if (quietly) return add(deps, seen, []);
      const attempt = await deps.attempts.count(accountId, null, "notice");
      if (!attempt.ok) return add(deps, seen, []);
      const isNew = await noticeOf(deps, seen, email, attempt.count)
        .then((notice) => add(deps, seen, [notice]))
        .catch(async (error) => {
          await attempt.giveBack();
          throw error;
        });
      if (!isNew) await attempt.giveBack();
      return isNew;
    },
  };
}

/** Of the browser, or, once there were many in a day, that there are more. */
function noticeOf({ mail }: DevicesDeps, { userAgent, request }: SeenDevice, to: string, count: number) {
  const network = request.clientAddress === null ? {} : { network: request.clientAddress };
  const values = { at: new Date().toISOString(), device: userAgent, ...network };
  return mail.statement(request, { to, template: count > MAX_NOTICES ? "more-devices" : "new-device", values });
}

type Notices = Parameters<typeof queueMails>[1];

function add({ db, mail }: DevicesDeps, seen: SeenDevice, notices: Notices): Promise<boolean> {
  const { accountId, digest, userAgent, quietly = false, request } = seen;
  return withTransactionAboveTenants(db, async (tx) => {
    // One at a time, or two would each keep the twentieth.
    const [, known] = await Promise.all([
      tx.query(takeTurn(`devices ${accountId}`)),
      tx.query({
        name: "known_device",
        text: "select from identity.known_device where account_id = $1 and digest = $2",
        values: [accountId, digest],
      }),
    ]);
    if (known.length > 0) return false;
    tx.atEnd({
      name: "add_known_device",
      text: "insert into identity.known_device (id, account_id, digest, user_agent) values ($1, $2, $3, $4)",
      values: [newUuid(), accountId, digest, userAgent],
    });
    tx.atEnd({
      name: "forget_oldest_devices",
      text: `delete from identity.known_device where account_id = $1 and id in
               (select id from identity.known_device where account_id = $1 order by last_seen_at desc, id desc offset $2)`,
      values: [accountId, MAX_DEVICES],
    });
    if (quietly) return true;
    const detail = { isMailed: mail.sends && notices.length > 0 };
    const change = { type: "device.added", action: "device.add", detail };
    await recordOnAccount(tx, request, await usersOf(tx, accountId), change);
    await queueMails(tx, notices);
    return true;
  });
}

async function seenAgain(db: Database, { accountId, digest, userAgent }: SeenDevice): Promise<boolean> {
  const rows = await queryOutsideTenants(db, {
    name: "see_known_device",
    text: `update identity.known_device set last_seen_at = now(), user_agent = $3
           where account_id = $1 and digest = $2 returning 1`,
    values: [accountId, digest, userAgent],
  });
  return rows.length > 0;
}
