import { stepAt, totpOf } from "@bulkhead/identity/src/accounts/factors/totp-code.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import { accountIdOf } from "./account-rows.ts";
import { openAuthenticator } from "./authenticator.ts";
import { change, type Member, type OAuthTenant, type OAuthWorld } from "./oauth.ts";
import type { Person } from "./oauth-walker.ts";
import { until } from "./until.ts";

const UPDATE = `mutation ($i: UpdateTenantConfigInput!) {
  updateTenantConfig(input: $i) { tenantConfig { version } } }`;

/** Sets a tenant's policy as its Admin, and waits until it is believed. */
export async function setMfa(
  { server }: OAuthWorld,
  { admin, id }: Pick<OAuthTenant, "admin" | "id">,
  mfa: MfaPolicy,
  mfaGraceDays = 0,
): Promise<void> {
  const { data } = await admin.graphql("Admin", "{ tenantConfig { version } }");
  const { version } = (data as { tenantConfig: { version: number } }).tenantConfig;
  await change(admin, UPDATE, { expectedVersion: version, reason: "test", security: { mfa, mfaGraceDays } });
  const uuid = tryDecodeId("tenant", id) ?? "";
  await until(async () => (await server.platform.rooms.tenancy.policyOf(uuid))?.settings.mfa === mfa, 10_000);
}

const request = { requestId: encodeId("request", newUuid()), clientAddress: "192.0.2.7" };

/** An authenticator app of a person. */
export async function addTotp(world: OAuthWorld, person: Person) {
  const { factors } = world.server.platform.authorisation.accounts;
  const accountId = await accountIdOf(world.server, person.email);
  const { id, secret } = await factors.beginTotp(accountId, "session");
  const now = () => totpOfSecret(secret);
  const added = await factors.confirmTotp(request, accountId, { id, name: "Phone", code: now() });
  if (!added) throw new Error("the first code was refused");
  return {
    id,
    accountId,
    secret,
    recoveryCodes: added.recoveryCodes ?? [],
    /** The code at this moment, whether it was used or not. */
    now,
    /** One that works: as if the last was used long ago. */
    async code() {
      await world.server.databases.owner.pool.query("update identity.totp set last_step = 0 where id = $1", [id]);
      return now();
    },
  };
}

/** A new user of a tenant, who is asked for codes of their app. */
export async function memberWithTotp(
  world: OAuthWorld,
  tenant: OAuthTenant,
): Promise<Member & { code: () => Promise<string> }> {
  const member = await tenant.member();
  const { code } = await addTotp(world, member);
  return { ...member, code };
}

/** A passkey of a person, and how it answers a page. */
export async function addPasskey(world: OAuthWorld, person: Person) {
  const { factors } = world.server.platform.authorisation.accounts;
  const accountId = await accountIdOf(world.server, person.email);
  const authenticator = openAuthenticator(world.issuer);
  const { challenge, optionsJson } = await factors.beginPasskey(accountId);
  const { credential, response } = authenticator.create(optionsJson);
  const added = await factors.registerPasskey(request, accountId, { challenge, response, name: "Key" });
  return {
    recoveryCodes: added.recoveryCodes ?? [],
    passkey: (options: string): unknown => authenticator.use(credential, options),
  };
}

/** What an app with this secret, in base32, shows at this moment. */
export function totpOfSecret(secret: string): string {
  return totpOf(secretOf(secret), stepAt(Date.now()));
}

/** The bytes of a secret as apps are given it (RFC 4648 section 6). */
export function secretOf(base32: string): Buffer {
  const bits = [...base32].map((one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"));
  return Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
