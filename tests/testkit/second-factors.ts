import { stepAt, totpOf } from "@bulkhead/identity/src/accounts/factors/totp-code.ts";
import { emailKey } from "@bulkhead/identity/src/email.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import { openAuthenticator } from "./authenticator.ts";
import { change, type OAuthTenant, type OAuthWorld } from "./oauth.ts";
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

async function accountOf({ server }: OAuthWorld, { email }: Person): Promise<string> {
  const { rows } = await server.databases.owner.pool.query<{ id: string }>(
    "select id from identity.account where email_key = $1",
    [emailKey(email)],
  );
  return rows[0]?.id ?? "";
}

/** As if a person had signed in so many seconds earlier than they did, with a password that is as old. */
export async function ageSessions(world: OAuthWorld, person: Person, seconds: number): Promise<void> {
  const { pool } = world.server.databases.owner;
  const values = [await accountOf(world, person), seconds];
  await pool.query(
    `update identity.account set password_changed_at = password_changed_at - make_interval(secs => $2) where id = $1`,
    values,
  );
  await pool.query(
    `update identity.oidc_artifact
     set payload = jsonb_set(payload, '{loginTs}', to_jsonb((payload ->> 'loginTs')::int - $2::int))
     where model = 'Session' and account_id = $1`,
    values,
  );
}

/** An authenticator app of a person. */
export async function addTotp(world: OAuthWorld, person: Person) {
  const { factors } = world.server.platform.authorisation.accounts;
  const accountId = await accountOf(world, person);
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

/** A passkey of a person, and how it answers a page. */
export async function addPasskey(world: OAuthWorld, person: Person) {
  const { factors } = world.server.platform.authorisation.accounts;
  const accountId = await accountOf(world, person);
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
  return totpOf(fromBase32(secret), stepAt(Date.now()));
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 section 6. */
function fromBase32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, "")].map((one) => BASE32.indexOf(one).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
