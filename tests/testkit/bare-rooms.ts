import { NO_ACCOUNTS } from "@bulkhead/identity/src/account-port.ts";
import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import type { KeyEnvironment } from "@bulkhead/identity/src/api-key-format.ts";
import { NO_MAIL } from "@bulkhead/identity/src/mail/mail.ts";
import { NO_OPERATORS } from "@bulkhead/identity/src/operators/operators.ts";
import { createIdentityRoom } from "@bulkhead/identity/src/room.ts";
import { createCursors } from "@bulkhead/kernel/cursor.ts";
import { createFeed } from "@bulkhead/kernel/feed.ts";
import { deriveKey } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { createAuthentication } from "@bulkhead/server/authenticate.ts";
import { openDatabases } from "@bulkhead/server/databases.ts";
import { createTenancyRoom } from "@bulkhead/tenancy/src/room.ts";
import { testTokens } from "./access-tokens.ts";
import { RAISED_WRITE_MS } from "./raised-limits.ts";

interface BareRoomsOptions {
  url: string;
  secret: string;
  peppers: Peppers;
  /** Which API keys work. */
  environment: KeyEnvironment;
}

/**
 * Identity and tenancy without a gateway, mail or jobs, to measure what they do by themselves. Their caches believe what
 * they keep however late the news is, since a busy machine must not change what is measured, until told otherwise.
 */
export async function openBareRooms({ url, secret, peppers, environment }: BareRoomsOptions) {
  const log = createLog({ level: "error", destination: process.stderr });
  const { databases, close } = openDatabases({ url, secret, connections: 16, writeTimeoutMs: RAISED_WRITE_MS, log });
  const cursors = createCursors(deriveKey(secret, "cursors"));
  const opened = createFeed({ db: databases.relay, followersDb: databases.followers, cursors, log });
  await opened.start();
  let lagMs = 0;
  const feed = { ...opened, lagMs: () => lagMs };
  const nobody = async () => {
    throw new Error("nobody is invited here");
  };
  const tenancy = createTenancyRoom({
    db: databases.tenancy,
    operatorDb: databases.operator,
    cursors,
    feed,
    userExists: async () => false,
    credentialOf: async () => undefined,
    roleHolders: async () => 0,
    inviteeOf: nobody,
    inviterOf: nobody,
    sealInvitation: nobody,
    lackingFactor: async () => 0,
    waysIn: async () => [],
    envelope: {} as never,
    checkCollection: () => [],
    resolver: { texts: async () => [] },
  });
  const identity = createIdentityRoom({
    accounts: NO_ACCOUNTS,
    operators: NO_OPERATORS,
    db: databases.identity,
    authenticator: databases.authenticator,
    cursors,
    feed,
    log,
    environment,
    publicOrigin: "https://bulkhead.example",
    peppers,
    roleGrantOf: async () => undefined,
    membershipOf: async () => undefined,
    adminsOf: async () => [],
    mail: NO_MAIL,
  });
  const tokens = testTokens(databases.tenancy);
  return {
    databases,
    feed,
    log,
    tenancy,
    identity,
    /** No access token of theirs comes here: what is measured is API keys. */
    tokens,
    authentication: createAuthentication({ identity, tenancy }, tokens),
    /** Whether caches believe what they keep; where not, everything is read and nothing is kept. */
    believe(isBelieved: boolean) {
      lagMs = isBelieved ? 0 : 60_000;
    },
    async stop() {
      tenancy.stop();
      identity.stop();
      await opened.stop();
      await close();
    },
  };
}

export type BareRooms = Awaited<ReturnType<typeof openBareRooms>>;
