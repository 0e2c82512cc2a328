import { type Authorisation, createAuthorisation } from "@bulkhead/identity/src/authorisation.ts";
import type { MailQueue } from "@bulkhead/identity/src/mail/mail.ts";
import { createRemoteSigningKeys } from "@bulkhead/identity/src/signing-keys/remote-signing-keys.ts";
import { createSeenProofs } from "@bulkhead/kernel/dpop-seen.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { deriveKey } from "@bulkhead/kernel/key.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { DEFAULT_SETTINGS } from "@bulkhead/kernel/tenant-settings.ts";
import { ADMIN_ROLE } from "@bulkhead/kernel/tenant-status.ts";
import { type Authentication, createAuthentication } from "./authenticate.ts";
import type { Settings } from "./config.ts";
import type { Databases } from "./databases.ts";
import { readOperator } from "./remote-identity.ts";
import type { Remotes } from "./remotes.ts";
import type { Role } from "./roles.ts";
import { NO_PEPPERS, type Rooms } from "./rooms.ts";

export interface AccessOptions {
  roles: ReadonlySet<Role>;
  settings: Settings;
  databases: Databases;
  remotes: Remotes;
  sources: Rooms["sources"];
  rooms: Rooms["rooms"];
  /** As role bulkhead_oauth may use it. */
  envelope: Envelope;
  mail: MailQueue;
  feed: Feed;
  denials: Parameters<typeof createAuthorisation>[0]["denials"];
  log: Log;
}

/** Who may come in: the authorisation server, which gives tokens, and what takes them and API keys. */
export interface Access {
  authorisation: Authorisation;
  authentication: Authentication;
  stop(): Promise<void>;
}

export function openAccess(options: AccessOptions): Access {
  const { roles, settings, databases, remotes, sources, rooms, envelope, mail, feed, denials, log } = options;
  const publicOrigin = new URL(settings.publicOrigin).origin;
  const { tenancy } = sources;
  const authorisation = createAuthorisation({
    db: databases.oauth,
    lookupsDb: databases.oauthLookups,
    envelope,
    feed,
    publicOrigin,
    secret: deriveKey(settings.secret, "oauth"),
    peppers: settings.peppers ?? NO_PEPPERS,
    breachedPasswords: { filterFile: settings.breachedPasswords, rangeUrl: settings.breachedPasswordsRangeUrl },
    denials,
    log,
    membershipOf: tenancy.membershipOf,
    adminsOf: tenancy.adminsOf,
    adminsToTell: (tenantId) => tenancy.usersWithRole(tenantId, ADMIN_ROLE),
    roleOf: tenancy.memberRoles.get,
    tenantStatus: async (tenantId) => (await tenancy.policyOf(tenantId))?.status,
    tenantSettings: async (tenantId) => (await tenancy.policyOf(tenantId))?.settings ?? DEFAULT_SETTINGS,
    brandOf: tenancy.brandOf,
    invitationOf: tenancy.invitationOf,
    acceptInvitation: tenancy.acceptInvitation,
    tenancyOnboarding: tenancy.onboarding,
    selfService: settings.selfServiceSignUp === "open",
    room: rooms.identity,
    policyOf: async (tenantId) => tenancy.policyOf(tenantId),
    operateTenancy: tenancy.operate,
    mail,
  });
  const askIdentity = (name: string, input: unknown) =>
    remotes.to("identity").call(name, input, undefined, { repeatable: true });
  const remoteKeys = roles.has("identity") ? undefined : createRemoteSigningKeys({ call: askIdentity, feed, log });
  const authentication = createAuthentication(sources, {
    issuer: publicOrigin,
    keys: remoteKeys ?? authorisation.signingKeys,
    seenProofs: createSeenProofs(databases.gateway),
    operatorOfToken: roles.has("identity")
      ? authorisation.operators.identityOfToken
      : async (token) => readOperator(await askIdentity("operatorOfToken", { token })),
  });
  return {
    authorisation,
    authentication,
    async stop() {
      remoteKeys?.stop();
      await authorisation.stop();
    },
  };
}
