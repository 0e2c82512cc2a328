import { createSecretKey } from "node:crypto";
import { NO_ACCOUNTS } from "@bulkhead/identity/src/account-port.ts";
import { digestApiKey } from "@bulkhead/identity/src/api-key-digest.ts";
import { makeApiKey } from "@bulkhead/identity/src/api-key-format.ts";
import { NO_MAIL } from "@bulkhead/identity/src/mail/mail.ts";
import { NO_OPERATORS } from "@bulkhead/identity/src/operators/operators.ts";
import { createIdentityRoom } from "@bulkhead/identity/src/room.ts";
import { createCursors } from "@bulkhead/kernel/cursor.ts";
import { openDatabase } from "@bulkhead/kernel/database.ts";
import { createFeed } from "@bulkhead/kernel/feed.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { deriveKey, rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { createAuthentication } from "@bulkhead/server/authenticate.ts";
import { createRemoteIdentity } from "@bulkhead/server/remote-identity.ts";
import { createRemoteTenancy } from "@bulkhead/server/remote-tenancy.ts";
import { createTenancyRoom } from "@bulkhead/tenancy/src/room.ts";
import pg from "pg";
import { testTokens } from "../testkit/access-tokens.ts";

/**
 * How much memory kept keys and policies take. Makes as many tenants as told, one key each, lets every key in once and
 * prints the growth in bytes: of the rooms' own caches, then of a gateway apart from them. Run with --expose-gc. With
 * `own` as its last word every tenant has settings of its own, and a logo.
 */
const [url = "", secret = "", count = "10000", settings = "default"] = process.argv.slice(2);
const total = Number(count);
const CHUNK = 1_000;

const pepper = createSecretKey(deriveKey(secret, "pepper 1"));
const peppers = { current: 1, keys: new Map([[1, pepper]]) };
const owner = new pg.Pool({ connectionString: url, max: 1 });
const log = createLog({ level: "error", destination: process.stderr });
const open = (name: string) => {
  const role = `bulkhead_${name}`;
  return openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 8, log });
};
const databases = ["identity", "authenticator", "tenancy", "relay"].map(open);
const [identityDb, authenticator, tenancyDb, relay] = databases as [
  (typeof databases)[number],
  (typeof databases)[number],
  (typeof databases)[number],
  (typeof databases)[number],
];
const cursors = createCursors(deriveKey(secret, "cursors"));
const opened = createFeed({ db: relay, followersDb: relay, cursors, log });
await opened.start();
// What is measured is what is kept; a busy machine, or another test's open transaction, must not make it doubted.
const feed = { ...opened, lagMs: () => 0 };
const nobody = async () => {
  throw new Error("nobody is invited here");
};
const tenancy = createTenancyRoom({
  db: tenancyDb,
  operatorDb: tenancyDb,
  cursors,
  feed,
  userExists: async () => false,
  credentialOf: async () => undefined,
  roleHolders: async () => 0,
  inviteeOf: nobody,
  inviterOf: nobody,
  sealInvitation: nobody,
  lackingFactor: async () => 0,
  envelope: {} as never,
  checkCollection: () => [],
  resolver: { texts: async () => [] },
});
const identity = createIdentityRoom({
  accounts: NO_ACCOUNTS,
  operators: NO_OPERATORS,
  db: identityDb,
  authenticator,
  cursors,
  feed,
  log,
  environment: "test",
  publicOrigin: "https://bulkhead.example",
  peppers,
  roleGrantOf: async () => undefined,
  membershipOf: async () => undefined,
  mail: NO_MAIL,
});

/** Written down beforehand, so that making them is no part of the growth. */
const keys: string[] = [];
for (let from = 0; from < total; from += CHUNK) keys.push(...(await seed(Math.min(CHUNK, total - from))));

async function seed(number: number): Promise<string[]> {
  const rows = Array.from({ length: number }, () => {
    const [tenantId, keyUuid] = [newUuid(), newUuid()];
    const key = makeApiKey("test", keyUuid);
    return { tenantId, keyUuid, key, digest: digestApiKey(peppers, 1, key) };
  });
  const tenantIds = rows.map(({ tenantId }) => tenantId);
  await owner.query(
    "insert into tenancy.tenant (tenant_id, slug, name) select id, 't' || replace(id::text, '-', ''), 'T' from unnest($1::uuid[]) as id",
    [tenantIds],
  );
  await owner.query(
    `insert into identity.api_key (tenant_id, id, name, role, pepper_version, digest, created_by)
     select tenant_id, id, 'K', 'Developer', 1, digest, 'platform' from unnest($1::uuid[], $2::uuid[], $3::bytea[])
     as made (tenant_id, id, digest)`,
    [tenantIds, rows.map(({ keyUuid }) => keyUuid), rows.map(({ digest }) => digest)],
  );
  if (settings === "own")
    await owner.query(
      `insert into tenancy.tenant_setting (tenant_id, version, settings, created_by)
       select id, 1, jsonb_build_object(
         'security', jsonb_build_object('mfa', 'REQUIRED', 'sessionHours', 12, 'allowedNetworks', array[
           '10.' || n / 250 || '.' || n % 250 || '.0/24', '2001:db8:' || n || '::/48']),
         'limits', jsonb_build_object('requestsPerSecond', 1 + n % 900),
         'mfaDemand', jsonb_build_object('mfa', 'REQUIRED', 'mfaBefore', 'OPTIONAL', 'mfaEnforcedFrom', 1767225600000 + n),
         'branding', jsonb_build_object('logo', repeat('x', 40000))), 'platform' from unnest($1::uuid[]) with ordinality as made (id, n)`,
      [tenantIds],
    );
  // As a bearer arrives: a flat text of its own.
  return rows.map(({ key }) => Buffer.from(key).toString());
}

async function letIn(authenticate: (bearer: string) => Promise<unknown>, bearers: readonly string[]): Promise<void> {
  for (let from = 0; from < bearers.length; from += 16) {
    const found = await Promise.all(bearers.slice(from, from + 16).map((bearer) => authenticate(bearer)));
    if (found.includes(undefined)) throw new Error("a key that should work does not");
  }
}

async function used(): Promise<number> {
  for (let time = 0; time < 5; time++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function growth(authenticate: (bearer: string) => Promise<unknown>): Promise<number> {
  const before = await used();
  await letIn(authenticate, keys);
  return (await used()) - before;
}

/** Access tokens are measured elsewhere: here none comes. */
const noTokens = testTokens(tenancyDb);
const own = createAuthentication({ identity, tenancy }, noTokens);
// What is made once only (prepared statements, compiled code) is no part of it.
await letIn(own.authenticate, keys.slice(0, 64));
const ownBytes = await growth(own.authenticate);
const remoteIdentity = createRemoteIdentity({
  call: async (_name, input) => JSON.parse(JSON.stringify(await identity.calls.authenticateApiKey(input))),
  feed,
  environment: "test",
});
const remoteTenancy = createRemoteTenancy({
  call: async (_name, input) => JSON.parse(JSON.stringify(await tenancy.calls.policyOf(input))),
  feed,
});
const apart = createAuthentication({ identity: remoteIdentity, tenancy: remoteTenancy }, noTokens);
await letIn(apart.authenticate, keys.slice(0, 64));
const apartBytes = await growth(apart.authenticate);
const warm = keys.filter((key) => own.recall(key) && apart.recall(key)).length;
console.log(JSON.stringify({ entries: total, warm, ownBytes, apartBytes }));
for (const one of [tenancy, identity, remoteIdentity, remoteTenancy]) one.stop();
await feed.stop();
await Promise.all([owner.end(), ...databases.map((db) => db.pool.end())]);
