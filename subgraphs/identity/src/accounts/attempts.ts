import { createHmac } from "node:crypto";
import { networkPrefix } from "@bulkhead/kernel/client-address.ts";
import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";

/**
 * How often somebody may try. Each attempt is counted before anything is compared or sent, in one statement and in the
 * database that all processes share, so a thousand at once are as many as a thousand in a row.
 */
export interface Attempts {
  /** Counts an attempt at a subject from a network. Addresses nobody has are counted like any other. */
  count(subject: string, clientAddress: string | null, kind?: AttemptKind): Promise<Attempt>;
  /** As if nobody had tried. */
  forget(subject: string, kind?: AttemptKind): Promise<void>;
}

export type Attempt =
  | {
      ok: true;
      /** How many there were of the subject in this window, with this one. */
      count: number;
      /** It opened the account: nothing that failed before counts any more. */
      succeed(): Promise<void>;
      /** Nothing was compared after all. */
      giveBack(): Promise<void>;
    }
  | {
      ok: false;
      /** Whose are used up. What the network's says depends on nothing that the subject is or did. */
      of: "network" | "subject";
      /** Seconds, 1 or more. */
      retryAfter: number;
    };

export interface AttemptsDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  /** So that the table tells neither whose account nor which network is tried. 32 bytes. */
  key: Buffer;
  /** When to tidy up; milliseconds since 1970. */
  now?: () => number;
}

/** What is counted, each by itself. */
interface Limit {
  windowSeconds: number;
  /** That failed or are under way, in a window. */
  perSubject: number;
  /** Absent where the subject is bounded by itself: then the network is not counted. */
  perNetwork?: number;
}

export const LIMITS = {
  /**
   * Passwords, of an account. The window is short, since whoever knows an e-mail address can use its attempts up; a company
   * may sit behind one network address, and an attacker with one has a hundred accounts to choose from.
   */
  "sign-in": { windowSeconds: 15 * 60, perSubject: 10, perNetwork: 100 },
  /** Passwords of an account, from a browser that it knows: strangers cannot use these up (docs/adr/0025). */
  device: { windowSeconds: 15 * 60, perSubject: 10 },
  /** Codes of an account's second factors: each guess at six digits has three chances in a million. */
  code: { windowSeconds: 15 * 60, perSubject: 10, perNetwork: 100 },
  /** Mails to an address. */
  mail: { windowSeconds: 60 * 60, perSubject: 5, perNetwork: 30 },
  /** Mails to an owner that tell of browsers: ten, and one that says that there were more. */
  notice: { windowSeconds: 24 * 3_600, perSubject: 11 },
  /** Names of tenants that an account asks for: each answer tells whether somebody has it. */
  slug: { windowSeconds: 60 * 60, perSubject: 30, perNetwork: 200 },
  /** Tenants that an account makes. */
  tenant: { windowSeconds: 24 * 60 * 60, perSubject: 5, perNetwork: 20 },
} as const satisfies Record<string, Limit>;
export type AttemptKind = keyof typeof LIMITS;
/** Notices that tell of one browser each. */
export const MAX_NOTICES = LIMITS.notice.perSubject - 1;
export const { perSubject: MAX_PER_ACCOUNT, perNetwork: MAX_PER_NETWORK } = LIMITS["sign-in"];

const SHORTEST_SECONDS = Math.min(...Object.values(LIMITS).map(({ windowSeconds }) => windowSeconds));

/** A subscriber of IPv6 is given 64 bits; of IPv4, one address. */
const NETWORK_BITS = { ipv4: 32, ipv6: 64 };
/** What an attack leaves has to go faster than it comes. */
const PRUNE_MS = 60_000;
const PRUNE_ROWS = 1_000;
const MAX_LOTS = 10;

export function createAttempts({ db, key, now = Date.now }: AttemptsDeps): Attempts {
  let prunedAt = now();
  const keyOf = (kind: AttemptKind, of: "account" | "network", value: string) =>
    createHmac("sha256", key)
      .update(kind === "sign-in" ? `${of} ${value}` : `${kind} ${of} ${value}`)
      .digest();

  return {
    async count(subject, clientAddress, kind = "sign-in") {
      const limit: Limit = LIMITS[kind];
      const account = keyOf(kind, "account", subject);
      const network =
        clientAddress === null || limit.perNetwork === undefined
          ? null
          : keyOf(kind, "network", networkPrefix(clientAddress, NETWORK_BITS));
      if (now() - prunedAt >= PRUNE_MS) {
        prunedAt = now();
        await prune(db);
      }
      const counted = await countBoth(db, network, account, limit);
      const usedUp = counted.find(({ of, count }) => count > maxOf(limit, of));
      if (usedUp) return { ok: false, of: usedUp.of, retryAfter: Math.max(1, Math.ceil(usedUp.wait)) };
      const takeBack = (from: Buffer | null) => (from === null ? undefined : takeOne(db, from));
      return {
        ok: true,
        count: counted.find(({ of }) => of === "subject")?.count ?? 0,
        succeed: async () => void (await Promise.all([clear(db, account), takeBack(network)])),
        giveBack: async () => void (await Promise.all([takeBack(account), takeBack(network)])),
      };
    },
    forget: (subject, kind = "sign-in") => clear(db, keyOf(kind, "account", subject)),
  };
}

/**
 * Counts a password that is tried for an account. A browser that the account knows has attempts of its own, so whoever
 * uses up the account's does not hold up its owner.
 */
export function countPassword(
  attempts: Attempts,
  emailKey: string,
  knownDevice: Buffer | undefined,
  clientAddress: string | null,
): Promise<Attempt> {
  if (!knownDevice) return attempts.count(emailKey, clientAddress);
  return attempts.count(`${knownDevice.toString("base64url")} ${emailKey}`, clientAddress, "device");
}

/** The one sentence about too many attempts, whatever is behind it. */
export function tooManyAttempts(retryAfter: number): AppError {
  const minutes = Math.ceil(retryAfter / 60);
  const message = `Too many attempts to sign in. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
  return new AppError("RATE_LIMITED", message, { extensions: { budget: "sign-in", retryAfter } });
}

/** The same about mails from a network. */
export function tooManyMails(retryAfter: number): AppError {
  const message = "Your network has asked for as many mails as are sent in an hour. Try again later.";
  return new AppError("RATE_LIMITED", message, { extensions: { budget: "mail", retryAfter } });
}

interface Counted {
  of: "network" | "subject";
  count: number;
  /** Seconds until the count is void. */
  wait: number;
}

const maxOf = ({ perNetwork = 0, perSubject }: Limit, of: Counted["of"]) =>
  of === "network" ? perNetwork : perSubject;

/** Counts on; past the limit no further, so that a flood cannot make the number large. */
const COUNT_ON = (limit: string) => `on conflict (key) do update set
  begun_at = case when present.begun_at <= now() - make_interval(secs => $5::int) then now() else present.begun_at end,
  count = case when present.begun_at <= now() - make_interval(secs => $5::int) then 1 else least(present.count, ${limit}) + 1 end
  returning count, begun_at`;

/**
 * The network first: one that has none left must not use up anybody's account. Every statement locks in this order, so two
 * never wait for each other.
 */
function countBoth(db: Database, network: Buffer | null, account: Buffer, limit: Limit): Promise<Counted[]> {
  const { perNetwork = 0, perSubject, windowSeconds } = limit;
  return queryOutsideTenants<Counted>(db, {
    name: "count_sign_in_attempt",
    text: `with network as (
             insert into identity.sign_in_attempt as present (key, count, window_seconds)
             select $1::bytea, 1, $5::int where $1 is not null
             ${COUNT_ON("$3")}
           ), account as (
             insert into identity.sign_in_attempt as present (key, count, window_seconds)
             select $2::bytea, 1, $5::int where not exists (select from network where count > $3)
             ${COUNT_ON("$4")}
           )
           select 'network' as of, count, extract(epoch from begun_at - now())::float8 + $5::int as wait from network
           union all
           select 'subject', count, extract(epoch from begun_at - now())::float8 + $5::int from account`,
    values: [network, account, perNetwork, perSubject, windowSeconds],
  });
}

async function takeOne(db: Database, key: Buffer): Promise<void> {
  await queryOutsideTenants(db, {
    name: "take_back_sign_in_attempt",
    text: "update identity.sign_in_attempt set count = count - 1 where key = $1 and count > 0",
    values: [key],
  });
}

async function clear(db: Database, key: Buffer): Promise<void> {
  await queryOutsideTenants(db, {
    name: "clear_sign_in_attempts",
    text: "delete from identity.sign_in_attempt where key = $1",
    values: [key],
  });
}

/** What is void, whatever it counts. Many at once would hold the statement up; the rest goes next time. */
async function prune(db: Database): Promise<void> {
  const text = `delete from identity.sign_in_attempt where key in (
                  select key from identity.sign_in_attempt where begun_at <= now() - make_interval(secs => $1)
                    and begun_at <= now() - make_interval(secs => window_seconds)
                  order by begun_at limit $2 for update skip locked) returning 1`;
  let lots = 0;
  const pruneLot = async (rows: number) =>
    (await queryOutsideTenants(db, { text, values: [SHORTEST_SECONDS, rows] })).length;
  await inLots(PRUNE_ROWS, pruneLot, () => lots++ === MAX_LOTS);
}
