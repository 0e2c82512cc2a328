import { randomBytes } from "node:crypto";
import { createAttempts } from "@bulkhead/identity/src/accounts/attempts.ts";
import type { Passwords } from "@bulkhead/identity/src/accounts/passwords.ts";
import { createSignIn, type SignedIn } from "@bulkhead/identity/src/accounts/sign-in.ts";
import { createOnboarding } from "@bulkhead/identity/src/onboarding/onboarding.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import type { BareRooms } from "./bare-rooms.ts";

/** Any password is right, and at once: what is left of a sign-in is its statements. */
const UNHASHED: Passwords = {
  hash: async () => "",
  verify: async () => true,
  needsRehash: () => false,
  stop: async () => undefined,
};
const NO_DENIALS = { deny: () => undefined, denyAnonymous: () => undefined };

const request = () => ({ requestId: `req_${newUuid()}`, clientAddress: "203.0.113.7" });
const attemptsOf = ({ databases }: BareRooms) => createAttempts({ db: databases.oauth, key: Buffer.alloc(32) });

/** Signs somebody in without comparing their password. */
export async function signInTo(rooms: BareRooms, email: string, password: string): Promise<SignedIn> {
  const { databases, log } = rooms;
  const deps = { db: databases.oauth, passwords: UNHASHED, attempts: attemptsOf(rooms), denials: NO_DENIALS, log };
  const signedIn = await createSignIn(deps)({ email, password, ...request() });
  if (!signedIn) throw new Error("nobody was signed in");
  return signedIn;
}

/** From the choice of a name to the tenant, without waiting until everybody has heard of it. */
export async function foundTenantIn(rooms: BareRooms, accountId: string): Promise<void> {
  const { databases, tenancy, log } = rooms;
  const onboarding = createOnboarding({
    db: databases.oauth,
    tenancy: tenancy.onboarding,
    attempts: attemptsOf(rooms),
    feed: { settled: async () => undefined },
    log,
    isOpen: true,
  });
  const slug = `new-${randomBytes(5).toString("hex")}`;
  await onboarding.choose(accountId, { name: slug, slug, template: "standard" }, request());
  await onboarding.found(accountId, request());
}
