import { FIREFOX, type SignedIn, signedIn } from "./account-pages.ts";
import type { Member, OAuthTenant } from "./oauth.ts";
import { installationClient, withDoors } from "./oauth-doors.ts";
import { openOAuthPair } from "./oauth-pair.ts";
import { openWalker } from "./oauth-walker.ts";

/** Two processes, two tenants of which a person may be the user, and an application of the installation. */
export async function openAccountPair() {
  const pair = await openOAuthPair();
  const home = await withDoors(await pair.tenant());
  const other = await withDoors(await pair.tenant());
  const console = await installationClient(pair.server);
  return {
    ...pair,
    home,
    other,
    console,
    /** A person who is the user of both tenants, by one account. */
    async person(): Promise<{ at: Member; too: Member }> {
      const at = await home.member();
      return { at, too: await other.member("Viewer", { email: at.email, password: at.password }) };
    },
    /** Signs a person in to the application, as the user of a tenant. */
    enter: (member: Member, walker = openWalker(FIREFOX), tenant: Pick<OAuthTenant, "id"> = home): Promise<SignedIn> =>
      signedIn(pair, console, { ...member, tenant: tenant.id }, walker, { prompt: "select_account consent" }),
  };
}
