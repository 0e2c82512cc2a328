import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { accountIdOf } from "./account-rows.ts";
import { openAuthenticator } from "./authenticator.ts";
import { totpOfSecret } from "./second-factors.ts";
import type { TestServer } from "./server.ts";

/** Everything that can happen to a person's second factors, once. */
export async function operateOnFactors(server: TestServer, email: string): Promise<void> {
  const { platform, publicOrigin } = server;
  const { factors } = platform.authorisation.accounts;
  const request = { requestId: encodeId("request", newUuid()), clientAddress: null };
  const accountId = await accountIdOf(server, email);
  const app = await factors.beginTotp(accountId, "session");
  await factors.confirmTotp(request, accountId, { id: app.id, name: "Phone", code: totpOfSecret(app.secret) });
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
