import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { offered, postForm, signedIn } from "../account-pages.ts";
import { openWalker, type Walker } from "../oauth-walker.ts";
import type { Answer } from "./compare.ts";
import type { OAuthProbe } from "./oauth-probes.ts";
import { type Side, shown } from "./oauth-sides.ts";
import { phantomText } from "./world.ts";

/** What can be put into the pages of a person's own account, whose account follows from the browser's session alone. */
export function accountPageProbes(issuer: string): OAuthProbe[] {
  return [
    sessionProbe(issuer),
    ...ignoredProbes(issuer),
    ...addressProbes(issuer),
    ...linkProbes(issuer),
    ...tenantProbes(issuer),
  ];
}

const random = (value: string) => [phantomText(value), phantomText(value)];

const post = async (walker: Walker, address: string, fields: Record<string, string>): Promise<Answer> =>
  shown(await postForm(walker, address, fields));

function sessionProbe(issuer: string): OAuthProbe {
  const page = `${issuer}/account/sessions`;
  return {
    endpoint: "/account/sessions",
    place: "session",
    async value(side) {
      await signedIn({ issuer }, side.confidential, side.member);
      return offered(await side.walker.request(page))[0] ?? "";
    },
    phantoms: random,
    send: ({ walker }, session) => post(walker, page, { session }),
    // The way back is the same, whether there was something to end or not.
    own: "alike",
  };
}

/** Fields that would name somebody else, if anything listened to them. */
function ignoredProbes(issuer: string): OAuthProbe[] {
  const userId = {
    place: "userId",
    value: ({ member }: Side) => member.userId,
    phantoms: random,
    own: "alike" as const,
  };
  const wrong = { email: "nobody@people.example" };
  return [
    {
      ...userId,
      endpoint: "/account/export",
      send: async ({ walker }, id) => shown(await walker.request(`${issuer}/account/export?userId=${id}`)),
    },
    {
      ...userId,
      endpoint: "/account/delete",
      send: ({ walker }, id) => post(walker, `${issuer}/account/delete`, { ...wrong, userId: id }),
    },
  ];
}

/** Whoever asks must not learn whether an address has an account. */
function addressProbes(issuer: string): OAuthProbe[] {
  return ["sign-up", "reset"].map((name) => ({
    endpoint: `/account/${name}`,
    place: "e-mail address",
    value: ({ member }) => member.email,
    phantoms: random,
    send: (_own, email) => post(openWalker(), `${issuer}/account/${name}`, { email }),
    own: "alike",
  }));
}

/** A tenant that one is no Admin of, and one that offers nothing. */
function tenantProbes(issuer: string): OAuthProbe[] {
  return ["ready", "join"].map((name) => ({
    endpoint: `/account/tenants/${name}`,
    place: "tenant",
    value: ({ tenant }) => tenant.id,
    phantoms: () => [encodeId("tenant", newUuid()), "ten_nobody"],
    send: ({ walker }, tenant) => post(walker, `${issuer}/account/tenants/${name}`, { tenant }),
    own: "alike",
  }));
}

/** A link of another kind that was used: as good as one that nobody was sent. */
function linkProbes(issuer: string): OAuthProbe[] {
  return ["sign-up/confirm", "reset/confirm", "email/confirm", "email/revert"].map((name) => ({
    endpoint: `/account/${name}`,
    place: "token",
    value: ({ member }) => new URL(member.link).searchParams.get("token") ?? "",
    phantoms: random,
    send: async (_own, token) => shown(await openWalker().request(`${issuer}/account/${name}?token=${token}`)),
    own: "alike",
  }));
}
