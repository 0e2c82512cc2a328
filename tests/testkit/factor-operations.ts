import { stepAt, totpOf } from "@bulkhead/identity/src/accounts/factors/totp-code.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { openAuthenticator } from "./authenticator.ts";
import type { TestServer } from "./server.ts";

/** Everything that can happen to a person's second factors, once. */
export async function operateOnFactors(
  { platform, databases, publicOrigin }: TestServer,
  email: string,
): Promise<void> {
  const { factors } = platform.authorisation.accounts;
  const request = { requestId: encodeId("request", newUuid()), clientAddress: null };
  const { rows } = await databases.owner.pool.query("select id from identity.account where email = $1", [email]);
  const accountId = rows[0].id as string;
  const app = await factors.beginTotp(accountId, "session");
  const code = totpOf(secretOf(app.secret), stepAt(Date.now()));
  await factors.confirmTotp(request, accountId, { id: app.id, name: "Phone", code });
  const [recoveryCode = ""] = await factors.makeRecoveryCodes(request, accountId);
  await factors.verifyCode(request, accountId, recoveryCode);
  const authenticator = openAuthenticator(publicOrigin);
  const creation = await factors.beginPasskey(accountId);
  const { credential, response } = authenticator.create(creation.optionsJson);
  await factors.registerPasskey(request, accountId, { challenge: creation.challenge, response, name: "Laptop" });
  // The second use is by a copy: its counter says the same as the first.
  for (const one of [{ ...credential }, { ...credential }]) {
    const { optionsJson, challenge } = await factors.beginPasskeyUse();
    await factors.verifyPasskey(request, { challenge, response: authenticator.use(one, optionsJson) });
  }
  for (const { id } of (await factors.list(accountId)).factors) await factors.remove(request, accountId, id);
}

/** The bytes of a secret as apps are given it (RFC 4648 section 6). */
export function secretOf(base32: string): Buffer {
  const bits = [...base32].map((one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"));
  return Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
