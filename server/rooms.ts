import { createAuditRoom } from "@bulkhead/audit/src/room.ts";
import { checkCollection } from "@bulkhead/data/src/collections/check-collection.ts";
import type { AccountPort } from "@bulkhead/identity/src/account-port.ts";
import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import type { MailQueue } from "@bulkhead/identity/src/mail/mail.ts";
import type { OperatorPort } from "@bulkhead/identity/src/operators/operators.ts";
import { createIdentityRoom } from "@bulkhead/identity/src/room.ts";
import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { createDomainResolver } from "@bulkhead/tenancy/src/domain-record.ts";
import { grantOf } from "@bulkhead/tenancy/src/policy.ts";
import { createTenancyRoom } from "@bulkhead/tenancy/src/room.ts";
import type { Settings } from "./config.ts";
import { openDataRoom } from "./data-room.ts";
import type { Databases } from "./databases.ts";
import type { RemoteCall } from "./remote-call.ts";
import { createRemoteIdentity } from "./remote-identity.ts";
import { createRemoteTenancy } from "./remote-tenancy.ts";
import type { Remotes } from "./remotes.ts";
import type { Role } from "./roles.ts";
import type { Sources } from "./sources.ts";

/** The word for the environment inside an API key, so that a test key cannot open a live installation. */
const KEY_ENVIRONMENT = { development: "dev", test: "test", production: "live" } as const;

/** Of a process without the role that checks keys. */
export const NO_PEPPERS: Peppers = { current: 0, keys: new Map() };

export interface RoomsOptions {
  /** Of the database. */
  url: string;
  roles: ReadonlySet<Role>;
  settings: Settings;
  databases: Databases;
  remotes: Remotes;
  /** As role bulkhead_data may see them. */
  blobs: BlobStore;
  /** As role bulkhead_data may use it. */
  dataEnvelope: Envelope;
  /** As role bulkhead_tenancy may use it. */
  tenancyEnvelope: Envelope;
  accounts: AccountPort;
  operators: OperatorPort;
  mail: MailQueue;
  cursors: Cursors;
  feed: Feed;
  log: Log;
}

export type Rooms = ReturnType<typeof openRooms>;

/**
 * The four rooms, wired to each other. What a room asks another goes to that room here, when this process has its role,
 * and to the process that has it otherwise. A room without its role is never asked anything: it costs its objects, and
 * opens no connection.
 */
export function openRooms({ url, roles, settings, databases, remotes, blobs, ...shared }: RoomsOptions) {
  const { dataEnvelope, tenancyEnvelope, accounts, operators, mail, cursors, feed, log } = shared;
  const common = { cursors, feed, log };
  const environment = KEY_ENVIRONMENT[settings.environment];
  const publicOrigin = new URL(settings.publicOrigin).origin;
  const askAs =
    (room: "identity" | "tenancy"): RemoteCall =>
    (name, input, { request, once } = {}) =>
      remotes.to(room).call(name, input, request, { repeatable: once !== true });

  const tenancy = createTenancyRoom({
    ...common,
    db: databases.tenancy,
    operatorDb: databases.operator,
    userExists: (tenantId, userId) => sources.identity.userExists(tenantId, userId),
    credentialOf: (tenantId, id) => sources.identity.credentialOf(tenantId, id),
    roleHolders: (tenantId, role) => sources.identity.roleHolders(tenantId, role),
    inviteeOf: (...which) => sources.identity.invitations.inviteeOf(...which),
    inviterOf: (...which) => sources.identity.invitations.inviterOf(...which),
    sealInvitation: (...what) => sources.identity.invitations.sealInvitation(...what),
    lackingFactor: (...given) => sources.identity.lackingFactor(...given),
    waysIn: (...given) => sources.identity.waysIn(...given),
    envelope: tenancyEnvelope,
    operator: { defaults: settings.tenantDefaults ?? {}, regions: settings.regions },
    checkCollection,
    resolver: createDomainResolver(settings.dnsServers),
  });
  const identity = createIdentityRoom({
    ...common,
    db: databases.identity,
    authenticator: databases.authenticator,
    environment,
    peppers: settings.peppers ?? NO_PEPPERS,
    publicOrigin,
    accounts,
    operators,
    mail,
    membershipOf: (...which) => sources.tenancy.membershipOf(...which),
    adminsOf: (tenantId) => sources.tenancy.adminsOf(tenantId),
    roleGrantOf: async (tenantId, role) => grantOf(await sources.tenancy.readPolicy(tenantId), role),
  });
  const data = openDataRoom({ url, settings, databases, blobs, dataEnvelope, ...common }, () => sources);
  const audit = createAuditRoom({ cursors, db: databases.audit });

  const sources: Sources = {
    identity: roles.has("identity") ? identity : createRemoteIdentity({ call: askAs("identity"), feed, environment }),
    tenancy: roles.has("tenancy") ? tenancy : createRemoteTenancy({ call: askAs("tenancy"), feed }),
  };
  const stop = () => {
    for (const one of new Set([tenancy, identity, sources.identity, sources.tenancy])) one.stop();
  };
  return { rooms: { identity, tenancy, data, audit }, sources, stop };
}
