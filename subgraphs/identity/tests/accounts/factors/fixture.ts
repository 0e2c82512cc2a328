import { newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { type Credential, openAuthenticator, type Untrue } from "../../../../../tests/testkit/authenticator.ts";
import { connectTestPlatform } from "../../../../../tests/testkit/database.ts";
import { secretOf } from "../../../../../tests/testkit/second-factors.ts";
import { createAttempts } from "../../../src/accounts/attempts.ts";
import { createFactors } from "../../../src/accounts/factors/create-factors.ts";
import type { Factors } from "../../../src/accounts/factors/factors.ts";
import { stepAt, totpOf } from "../../../src/accounts/factors/totp-code.ts";
import { type MailQueue, NO_MAIL } from "../../../src/mail/mail.ts";
import { openTestAccounts, request, seedPerson } from "../fixture.ts";

export const ORIGIN = "https://bulkhead.example";

/** Factors of two processes on one database, with one clock that tests set. */
export async function openTestFactors() {
  const world = await openTestAccounts();
  const { platform } = world.rooms;
  const other = await connectTestPlatform(platform.url);
  const clock = { at: Date.now() };
  const open = (db = platform.databases.oauth, publicOrigin = ORIGIN): Factors =>
    createFactors({
      db,
      envelope: world.keys.envelope({ db }),
      mail: KEPT_MAIL,
      denials: world.denials,
      attempts: createAttempts({ db, key: Buffer.alloc(32, 7) }),
      publicOrigin,
      key: Buffer.alloc(32, 8),
      now: () => clock.at,
    });
  const sql = async <R = Record<string, unknown>>(text: string, values: unknown[] = []) =>
    (await world.owner.query(text, values)).rows as R[];
  return {
    ...world,
    clock,
    sql,
    open,
    /** The same in another process. */
    factors: open(),
    others: open(other.databases.oauth),
    /** The mails that a person was sent, in order. */
    mailsTo: async (email: string) =>
      (
        await sql<{ key: string }>(
          "select key from platform.job where kind = 'test-mail' and key like $1 order by id",
          [`% ${email}`],
        )
      ).map(({ key }) => key.split(" ")[1]),
    codeOf: (secret: Buffer, at: number) => totpOf(secret, stepAt(at)),
    /** What the tenant of a user was told, in order: the type of each event, and the action in the log beside it. */
    async toldOf(userUuid: string, tenantId: string) {
      const rows = await sql<{ type: string; action: string }>(
        `select type, action from platform.outbox join platform.audit_event log
           on log.tenant_id = outbox.tenant_id and log.xmin::text::bigint = outbox.xid::text::bigint % 4294967296
           and split_part(replace(type, 'recovery-code', 'code'), '.', 1)
             = split_part(replace(action, 'recovery-code', 'code'), '.', 1)
         where outbox.tenant_id = $1 and subject = $2 order by outbox.xid, outbox.id`,
        [tenantId, userUuid],
      );
      return rows.map(({ type, action }) => `${type} ${action}`);
    },
    async stop() {
      await world.stop();
      await other.stop();
    },
  };
}

export type TestFactors = Awaited<ReturnType<typeof openTestFactors>>;

/** Keeps what was asked for where a test sees it, in the change's own transaction. */
export const KEPT_MAIL: MailQueue = {
  ...NO_MAIL,
  sends: true,
  statement: async ({ requestId }, { template, to }) => {
    const id = newUuid();
    return {
      text: `insert into platform.job (tenant_id, id, kind, key, requested_by, request_id)
             values ($1, $2, 'test-mail', $3, 'nobody', $4)`,
      values: [INSTALLATION_ID, id, `${id} ${template} ${to}`, requestId],
    };
  },
};

/** A person, and what they do with their factors. */
export async function seedOwner(world: TestFactors) {
  const person = await seedPerson(world);
  const { factors, clock } = world;
  const { accountId } = person;
  return {
    ...person,
    /** An authenticator app that works, and the codes that the first factor brought. */
    async addTotp(name = "Phone") {
      const { id, secret } = await factors.beginTotp(accountId, "session");
      const bytes = secretOf(secret);
      const code = totpOf(bytes, stepAt(clock.at));
      const added = await factors.confirmTotp(request(), accountId, { id, name, code });
      // So that the code of the moment has not been used.
      clock.at += 60_000;
      return { id, secret, recoveryCodes: added?.recoveryCodes, codeAt: (at: number) => totpOf(bytes, stepAt(at)) };
    },
    async addPasskey(name = "Laptop", authenticator = openAuthenticator(ORIGIN)) {
      const { optionsJson, challenge } = await factors.beginPasskey(accountId);
      const { credential, response } = authenticator.create(optionsJson);
      const added = await factors.registerPasskey(request(), accountId, { challenge, response, name });
      return { credential, authenticator, recoveryCodes: added.recoveryCodes };
    },
  };
}

/** Uses a passkey as a page for anybody, or for one account, would have it used. */
export async function usePasskey(
  factors: Factors,
  credential: Credential,
  { untrue = {}, accountId, as = openAuthenticator(ORIGIN) }: Using = {},
) {
  const { optionsJson, challenge } = await factors.beginPasskeyUse(accountId);
  return factors.verifyPasskey(request(), {
    challenge,
    response: as.use(credential, optionsJson, untrue),
    ...(accountId === undefined ? {} : { accountId }),
  });
}

interface Using {
  untrue?: Untrue;
  accountId?: string;
  as?: ReturnType<typeof openAuthenticator>;
}
