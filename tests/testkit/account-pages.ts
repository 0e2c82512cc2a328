import type { OAuthWorld, TestClient } from "./oauth.ts";
import type { Page } from "./oauth-page.ts";
import { formOf, tokensOf } from "./oauth-requests.ts";
import { openWalker, type Person, type Walker } from "./oauth-walker.ts";

/** A person's own pages, as they come to them: signed in by some application. */

export const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
export const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

export interface SignedIn {
  walker: Walker;
  tokens: Awaited<ReturnType<typeof tokensOf>>;
}

/** Signs a person in to a client in a browser of its own. */
export async function signedIn(
  { issuer }: Pick<OAuthWorld, "issuer">,
  client: TestClient,
  person: Person,
  walker = openWalker(FIREFOX),
  other: Record<string, string> = {},
): Promise<SignedIn> {
  return { walker, tokens: await tokensOf(issuer, client, person, other, walker) };
}

/** What a page says, without its markup. */
export function textOf({ html }: Pick<Page, "html">): string {
  const [, main = ""] = /<main>([\s\S]*)<\/main>/.exec(html) ?? [];
  return main
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The uids of the sessions that a page offers to end. */
export function offered({ forms }: Page): string[] {
  return forms.flatMap(({ fields }) => fields.filter(({ name }) => name === "session").map(({ value }) => value));
}

export function postForm(walker: Walker, address: string, fields: Record<string, string>): Promise<Page> {
  return walker.request(address, formOf(fields));
}
