import { randomBytes } from "node:crypto";
import { formOf } from "../oauth-requests.ts";
import { openWalker } from "../oauth-walker.ts";
import type { OAuthProbe } from "./oauth-probes.ts";
import { type Side, shown } from "./oauth-sides.ts";

const anAddress = {
  value: ({ member }: Side) => member.email,
  // As long as the other, which an answer may repeat.
  phantoms: (email: string) => [
    email.replace(/^[^@]*/, (local) => randomBytes(64).toString("hex").slice(0, local.length)),
  ],
};

/** On the pages where people look after their own accounts, which stand above tenants. */
export function ownerPageProbes(issuer: string): OAuthProbe[] {
  const byAnybody = (endpoint: string): OAuthProbe => ({
    endpoint,
    place: "e-mail address",
    ...anAddress,
    send: async (_own, email) => shown(await openWalker().request(`${issuer}${endpoint}`, formOf({ email }))),
    own: "alike",
  });
  return [
    byAnybody("/account/sign-up"),
    byAnybody("/account/reset"),
    {
      endpoint: "/account/email",
      place: "e-mail address",
      ...anAddress,
      send: async ({ walker }, email) => shown(await walker.request(`${issuer}/account/email`, formOf({ email }))),
      // That it is the address one has already.
      own: "otherwise",
    },
    {
      endpoint: "/account/password",
      place: "whose",
      value: ({ member }) => member.userId,
      phantoms: ({ length }) => ["x".repeat(length)],
      send: async ({ walker }, id) => {
        const form = {
          current: "not the password",
          password: "another quiet harbour",
          user: id,
          userId: id,
          account: id,
        };
        return shown(await walker.request(`${issuer}/account/password`, formOf(form)));
      },
      own: "alike",
    },
  ];
}
