import { type Database, queryOutsideTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { MailQueue } from "../mail/mail.ts";
import { endSessions } from "../oauth/end-sessions.ts";
import { emailOf } from "./account.ts";
import { queueMails, recordOnAccount, usersOf } from "./account-events.ts";
import { actorAmong } from "./failed-attempts.ts";
import { doing, type OwnerRequest } from "./mailed-link.ts";

/** A sign-in session as its owner sees it. */
export interface SessionOfAccount {
  /** Names it; no credential. */
  uid: string;
  /** Browser and system, in a few words. */
  device: string;
  /** Network address it was last used from. */
  network: string | null;
  /** RFC 3339. */
  createdAt: string;
  /** To the minute. */
  lastUsedAt: string;
}

/** Where a person is signed in. The account is always that of who asks: no session of another can be named. */
export interface Sessions {
  /** Those that work, used last first. */
  list(accountId: string): Promise<SessionOfAccount[]>;
  /** False when the account has no such session (any more). */
  end(request: OwnerRequest, accountId: string, uid: string): Promise<boolean>;
  /** All but one; answers how many. */
  endOthers(request: OwnerRequest, accountId: string, exceptUid: string): Promise<number>;
}

export interface SessionsDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  mail: MailQueue;
}

/** It was not ended, and the protocol still knows it: one that was begun with another password it does not. */
const WORKS = `ended_at is null and exists (
  select from identity.oidc_artifact kept join identity.account owner on owner.id = known.account_id
  where kept.model = 'Session' and kept.session_uid = known.uid and kept.account_id = known.account_id
    and kept.expires_at > now()
    and owner.password_changed_at < to_timestamp((kept.payload ->> 'loginTs')::float8 + 1))`;

export function createSessions({ db, mail }: SessionsDeps): Sessions {
  /** Ends some of the account's, with its events; the owner is told by mail. */
  async function end(request: OwnerRequest, accountId: string, chosen: readonly SessionOfAccount[]) {
    const [first] = chosen;
    const email = first && (await emailOf(db, accountId));
    if (!first || email === undefined) return 0;
    const values = { ...doing(request), ...(chosen.length === 1 ? { session: first.device } : {}) };
    const notice = await mail.statement(request, { to: email, template: "session-ended", values });
    return withTransactionAboveTenants(db, async (tx) => {
      const users = await usersOf(tx, accountId);
      const uids = chosen.map(({ uid }) => uid);
      const ended = await endSessions(tx, uids, actorAmong(request, users));
      // Somebody else has ended them meanwhile, and told of it.
      if (ended === 0) return 0;
      const change = { type: "session.ended", action: "session.end", detail: { sessions: ended } };
      await recordOnAccount(tx, request, users, change);
      await queueMails(tx, [notice]);
      return ended;
    });
  }

  return {
    list: (accountId) => listSessions(db, accountId),
    async end(request, accountId, uid) {
      const sessions = await listSessions(db, accountId);
      return (
        (await end(
          request,
          accountId,
          sessions.filter((session) => session.uid === uid),
        )) > 0
      );
    },
    async endOthers(request, accountId, exceptUid) {
      const sessions = await listSessions(db, accountId);
      return end(
        request,
        accountId,
        sessions.filter((session) => session.uid !== exceptUid),
      );
    },
  };
}

async function listSessions(db: Database, accountId: string): Promise<SessionOfAccount[]> {
  const rows = await queryOutsideTenants<SessionRow>(db, {
    name: "sessions_of_account",
    text: `select uid, user_agent, network, created_at, last_used_at from identity.account_session known
           where account_id = $1 and ${WORKS} order by last_used_at desc, uid`,
    values: [accountId],
  });
  return rows.map((row) => ({
    uid: row.uid,
    device: row.user_agent,
    network: row.network,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }));
}

interface SessionRow {
  uid: string;
  user_agent: string;
  network: string | null;
  created_at: string;
  last_used_at: string;
}
