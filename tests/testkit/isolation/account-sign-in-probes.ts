import { openWalker } from "../oauth-walker.ts";
import { type OAuthProbe, random } from "./oauth-probes.ts";
import { shown } from "./oauth-sides.ts";

/** What the pages of one's own account are asked with what is another's. */
export function accountSignInProbes(issuer: string): OAuthProbe[] {
  const at = (page: string) => `${issuer}/account/${page}`;
  return [
    {
      endpoint: "/account/sign-in",
      place: "e-mail address",
      value: ({ member }) => member.email,
      phantoms: random,
      async send(_own, email) {
        const walker = openWalker();
        const page = await walker.request(at("sign-in"));
        const proof = page.forms[0]?.fields.find(({ name }) => name === "proof")?.value ?? "";
        return shown(
          await walker.request(at("sign-in"), new URLSearchParams({ email, password: "not theirs", proof })),
        );
      },
      own: "alike",
    },
  ];
}
