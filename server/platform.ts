import { createDenialIntake } from "@bulkhead/audit/src/denials/intake.ts";
import { laterAccountPort } from "@bulkhead/identity/src/account-port.ts";
import { createGrantEndings } from "@bulkhead/identity/src/grant-endings.ts";
import { createImpersonationEndings } from "@bulkhead/identity/src/impersonation-endings.ts";
import type { MailQueue } from "@bulkhead/identity/src/mail/mail.ts";
import { createAdminMails } from "@bulkhead/identity/src/mail-admins.ts";
import { laterOperatorPort } from "@bulkhead/identity/src/operators/operators.ts";
import { createCursors } from "@bulkhead/kernel/cursor.ts";
import { sweepSeenProofs } from "@bulkhead/kernel/dpop-seen.ts";
import { createFeed, type Feed } from "@bulkhead/kernel/feed.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { Schedule } from "@bulkhead/kernel/job-schedule.ts";
import { deriveKey } from "@bulkhead/kernel/key.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { measureUsage } from "@bulkhead/kernel/measure-usage.ts";
import { type Check, databaseCheck, feedCheck } from "@bulkhead/kernel/readiness.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { ADMIN_ROLE } from "@bulkhead/kernel/tenant-status.ts";
import { sweepUsage } from "@bulkhead/kernel/usage-sweep.ts";
import { closeMonth } from "@bulkhead/tenancy/src/reports/close-month.ts";
import type { CloseMonthDeps } from "@bulkhead/tenancy/src/reports/measure.ts";
import { type Access, openAccess } from "./access.ts";
import { closingWork } from "./closing.ts";
import type { Settings } from "./config.ts";
import { type Databases, openDatabases } from "./databases.ts";
import { openMail } from "./mail.ts";
import { createRemotes, type Remotes } from "./remotes.ts";
import { readRoles } from "./roles.ts";
import { openRooms, type Rooms } from "./rooms.ts";
import { openStorage, type Storage } from "./storage.ts";
import { createWork } from "./work.ts";

export interface PlatformOptions {
  /** PostgreSQL; each part signs in as a role of its own, whoever the address names. */
  url: string;
  log: Log;
  /** Connections of the data room, when not what the settings say. */
  connections?: number;
}

export type Platform = Awaited<ReturnType<typeof openPlatform>>;

/** Opens the database as every room's role and wires the parts of this process to each other. No logic lives here. */
export async function openPlatform(settings: Settings, options: PlatformOptions) {
  const { url, log, connections = settings.databaseConnections } = options;
  const { secret, writeTimeoutMs } = settings;
  const { databases, close } = openDatabases({ url, secret, connections, writeTimeoutMs, log });
  const cursors = createCursors(deriveKey(secret, "cursors"));
  const feed = createFeed({ db: databases.relay, followersDb: databases.followers, cursors, log });
  const roles = readRoles(settings.roles) ?? new Set();
  const remotes = createRemotes(roles, settings);
  const storage = await openStorage(settings, databases, feed, log);
  const accounts = laterAccountPort(() => access.authorisation.accountPort);
  const operators = laterOperatorPort(() => access.authorisation.operators);
  const envelope = storage.oauthEnvelope;
  const mail = openMail(settings, roles, envelope);
  const common = { roles, settings, databases, remotes, mail: mail.queue, feed, log };
  const { rooms, sources, stop } = openRooms({ url, ...common, ...storage.ofRooms, accounts, operators, cursors });
  const denials = createDenialIntake({ db: databases.gateway, log });
  const access = openAccess({ ...common, sources, rooms, envelope, denials });
  const { authorisation, authentication } = access;

  const closing = closingWork({ settings, databases, storage, mail: mail.queue, tenancy: sources.tenancy });
  const work = createWork({
    url,
    secret,
    redisUrl: settings.redisUrl,
    db: databases.worker,
    leaderDb: databases.leader,
    keepDays: settings.outboxDays,
    kinds: [...rooms.data.jobs, ...mail.jobs, ...closing.jobs],
    consumers: [...consumersOf(databases, mail.queue, sources), closing.mails, ...rooms.data.consumers],
    schedules: [...schedulesOf(storage, databases, access, rooms), closing.schedule],
    // Nobody suspends the installation, whose jobs are mails to people above tenants.
    tenantStatus: async (tenantId) =>
      tenantId === INSTALLATION_ID ? "ACTIVE" : await authentication.tenantStatus(tenantId),
    log,
  });

  await feed.start();
  if (roles.has("identity")) await authorisation.start();
  return {
    roles,
    rooms,
    remotes,
    storage,
    blobs: storage.blobs,
    uploads: storage.uploads,
    databases,
    authorisation,
    denials,
    mail,
    feed,
    log,
    checks: checksOf(databases, feed, remotes),
    ...authentication,
    /** Begins the work of the worker role. */
    work: work.start,
    async stop() {
      await work.stop();
      await rooms.data.stop();
      await access.stop();
      await denials.stop();
      stop();
      await feed.stop();
      await remotes.close();
      storage.stop();
      await close();
    },
  };
}

/** What must learn of events, beside the jobs. */
function consumersOf({ identity: db }: Databases, mail: MailQueue, { tenancy }: Rooms["sources"]): Consumer[] {
  const { usersWithRole, brandOf } = tenancy;
  const adminsOf = (tenantId: string) => usersWithRole(tenantId, ADMIN_ROLE);
  return [
    createGrantEndings(db, usersWithRole),
    createImpersonationEndings(db),
    createAdminMails({ db, mail, adminsOf, brandOf }),
  ];
}

/** What one worker of all does every minute. */
function schedulesOf(
  { blobSweeper }: Storage,
  databases: Databases,
  { authorisation }: Access,
  { tenancy }: Rooms["rooms"],
): Schedule[] {
  const everyMs = 60_000;
  return [
    { name: "blobs.sweep", everyMs, run: async (signal) => void (await blobSweeper.sweep(signal)) },
    { name: "oauth.sweep", everyMs, run: authorisation.sweep },
    { name: "usage.sweep", everyMs, run: async (signal) => void (await sweepUsage(databases.worker, signal)) },
    { name: "onboarding.sweep", everyMs, run: authorisation.sweepOnboardings },
    { name: "domains.recheck", everyMs, run: tenancy.recheckDomains },
    { name: "proofs.sweep", everyMs, run: async () => void (await sweepSeenProofs(databases.gateway)) },
    {
      name: "tenant-reports.close",
      everyMs,
      run: async (signal) => void (await closeMonth(reportsOf(databases), signal)),
    },
    { name: "signing-keys.tend", everyMs, run: () => authorisation.signingKeys.tend() },
  ];
}

/** Tenants are measured each by itself, by a role that sees one at a time. */
function reportsOf({ operator, audit }: Databases): CloseMonthDeps {
  return { db: operator, measure: (tenantId, month) => measureUsage(audit, tenantId, month), now: Date.now };
}

/** What /readyz of this process asks. */
function checksOf(databases: Databases, feed: Feed, remotes: Remotes): Record<string, Check> {
  return {
    database: databaseCheck(databases.relay),
    feed: feedCheck(feed),
    ...(remotes.rooms.length > 0 ? { subgraphs: remotes.check } : {}),
  };
}
