import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { openTestRooms, requestOf, seedTenant, type TestRooms } from "../../../../tests/testkit/rooms.ts";
import { createAccounts } from "../../src/accounts/accounts.ts";
import type { FailureReason } from "../../src/accounts/failed-attempts.ts";
import type { Passwords } from "../../src/accounts/passwords.ts";
import { createActivationLink } from "../../src/domain/create-activation-link.ts";
import { createUser } from "../../src/domain/create-user.ts";
import { NO_MAIL } from "../../src/mail/mail.ts";

/** A request whose sender nobody knows yet, from a network of its own unless one is said. */
export function request(clientAddress = newAddress()) {
  return { requestId: encodeId("request", newUuid()), clientAddress };
}

let networks = 0;
/** Limits are counted by address, and no test may use up another's. */
export const newAddress = () => `10.${networks >> 16}.${(networks >> 8) & 255}.${networks++ & 255}`;

export interface Denied {
  reason: string;
  /** `usr_…` of whom it was recorded; undefined when of nobody in particular. */
  user?: string;
  operation?: string;
}

/** Accounts over the tables of a test's own database, and all that they ask of others. */
export async function openTestAccounts() {
  const rooms = await openTestRooms();
  const denied: Denied[] = [];
  const denials = {
    deny: ({ principal }: RequestContext, { reason, operation }: { reason: string; operation: string }) =>
      void denied.push({ reason, user: principal.id, operation }),
    denyAnonymous: (_address: string | null, reason: string) => void denied.push({ reason }),
  };
  const { log, databases } = rooms.platform;
  const { keys } = rooms;
  const accounts = createAccounts({
    db: databases.oauth,
    attemptsKey: Buffer.alloc(32, 7),
    factorsKey: Buffer.alloc(32, 8),
    envelope: keys.envelope({ db: databases.oauth }),
    mail: NO_MAIL,
    publicOrigin: "https://bulkhead.example",
    adminsOf: (tenantId) => rooms.tenancy.adminsOf(tenantId),
    denials,
    feed: { settled: async () => {} },
    log,
  });
  return {
    rooms,
    accounts,
    denied,
    denials,
    keys,
    owner: databases.owner.pool,
    signIn: (email: string, password: string, from = request()) => accounts.signIn({ email, password, ...from }),
    async stop() {
      await accounts.stop();
      await rooms.stop();
    },
  };
}

export type TestAccounts = Awaited<ReturnType<typeof openTestAccounts>>;

/** A new user of a tenant, and the token of an activation link for them. */
export async function invite(rooms: TestRooms, tenantId: string, email: string) {
  const ctx = rooms.identity.subgraph.context(requestOf(platformPrincipal(tenantId)));
  const user = await createUser(ctx, { email, name: "Some Body" });
  const { url } = await createActivationLink(ctx, { userId: user.id });
  const token = new URL(url ?? "").searchParams.get("token") ?? "";
  return { token, userId: user.id, userUuid: tryDecodeId("user", user.id) ?? "" };
}

/** A person with an account, as the user of a new tenant. */
export async function seedPerson({ rooms, accounts }: TestAccounts, password = `a password of ${newUuid()}`) {
  const { tenantId } = await seedTenant(rooms);
  const email = `${newUuid()}@example.com`;
  const { token, userId, userUuid } = await invite(rooms, tenantId, email);
  const { accountId } = await accounts.activate({ token, password, request: request() });
  return { tenantId, email, password, userId, userUuid, accountId };
}

/** The same means of hashing, which count what is asked of them. */
export function countHashes(passwords: Passwords): { calls: string[]; stop(): void } {
  const calls: string[] = [];
  const { hash, verify } = passwords;
  passwords.hash = (...given) => {
    calls.push("hash");
    return hash(...given);
  };
  passwords.verify = (...given) => {
    calls.push("verify");
    return verify(...given);
  };
  return { calls, stop: () => void Object.assign(passwords, { hash, verify }) };
}

export const reasons = (denied: readonly Denied[]) => denied.map(({ reason }) => reason as FailureReason);
