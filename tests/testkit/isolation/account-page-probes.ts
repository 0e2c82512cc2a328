import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { offered, signedIn } from "../account-pages.ts";
import { linkIn, mailboxOf } from "../mailbox.ts";
import { change } from "../oauth.ts";
import { formOf } from "../oauth-requests.ts";
import { openWalker, type Walker } from "../oauth-walker.ts";
import type { Answer } from "./compare.ts";
import { type OAuthProbe, random } from "./oauth-probes.ts";
import { type Side, shown } from "./oauth-sides.ts";

/** The pages of a person's own account. They stand above tenants: whose account it is, the browser's session alone says. */
export function accountPageProbes(issuer: string): OAuthProbe[] {
  const visit = visitor(issuer);
  return [
    ...entryProbes(visit),
    ...linkProbes(visit),
    ...ownerProbes(visit),
    ...factorProbes(visit),
    ...invitationProbes(issuer),
    ...tenantProbes(visit),
  ];
}

type Visit = ReturnType<typeof visitor>;

/** Looks at a page of the account, or posts its form, as the person at a browser. */
function visitor(issuer: string) {
  return {
    issuer,
    look: (walker: Walker, path: string) => walker.request(`${issuer}${path}`),
    post: async (walker: Walker, path: string, fields: Record<string, string>): Promise<Answer> =>
      shown(await walker.request(`${issuer}${path}`, formOf(fields))),
  };
}

const anAddress = {
  place: "e-mail address",
  value: ({ member }: Side) => member.email,
  phantoms: random,
};

/** Asked by anybody, who must not learn whether an address has an account. */
function entryProbes({ look, post }: Visit): OAuthProbe[] {
  const asks = (endpoint: string): OAuthProbe => ({
    endpoint,
    ...anAddress,
    send: (_own, email) => post(openWalker(), endpoint, { email }),
    own: "alike",
  });
  const signIn = "/account/sign-in";
  return [
    asks("/account/sign-up"),
    asks("/account/reset"),
    {
      endpoint: signIn,
      ...anAddress,
      async send(_own, email) {
        const walker = openWalker();
        const { forms } = await look(walker, signIn);
        const proof = forms[0]?.fields.find(({ name }) => name === "proof")?.value ?? "";
        return post(walker, signIn, { email, password: "not theirs", proof });
      },
      own: "alike",
    },
  ];
}

/** A tenant that one is no Admin of, and one that offers nothing. */
function tenantProbes({ post }: Visit): OAuthProbe[] {
  return ["ready", "join"].map((name) => ({
    endpoint: `/account/tenants/${name}`,
    place: "tenant",
    value: ({ tenant }) => tenant.id,
    phantoms: () => [encodeId("tenant", newUuid()), "ten_nobody"],
    send: ({ walker }, tenant) => post(walker, `/account/tenants/${name}`, { tenant }),
    own: "alike",
  }));
}

const INVITE = "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { invitation { id } } }";
const REVOKE = "mutation ($i: RevokeInvitationInput!) { revokeInvitation(input: $i) { invitation { id } } }";

/** An invitation that was revoked: as good as one that nobody was sent. Whoever has one that works may look at it. */
function invitationProbes(issuer: string): OAuthProbe[] {
  const endpoint = "/account/invitation";
  const common: Omit<OAuthProbe, "place" | "send"> = {
    endpoint,
    async value({ server, tenant }) {
      const email = `${newUuid()}@invited.example`;
      const made = await change<{ invitation: { id: string } }>(tenant.admin, INVITE, { email, role: "Viewer" });
      const link = linkIn(await mailboxOf(server).mailTo(email));
      await change(tenant.admin, REVOKE, { id: made.invitation.id });
      return new URL(link).searchParams.get("token") ?? "";
    },
    phantoms: random,
    own: "alike",
  };
  return [
    {
      ...common,
      place: "token, shown",
      send: async ({ walker }, token) => shown(await walker.request(`${issuer}${endpoint}?token=${token}`)),
    },
    {
      ...common,
      place: "token, posted",
      send: async ({ walker }, token) => shown(await walker.request(`${issuer}${endpoint}`, formOf({ token }))),
    },
  ];
}

/** A link of another kind that was used: as good as one that nobody was sent. */
function linkProbes({ look }: Visit): OAuthProbe[] {
  return ["sign-up/confirm", "reset/confirm", "email/confirm", "email/revert"].map((name) => ({
    endpoint: `/account/${name}`,
    place: "token",
    value: ({ member }) => new URL(member.link).searchParams.get("token") ?? "",
    phantoms: random,
    send: async (_own, token) => shown(await look(openWalker(), `/account/${name}?${formOf({ token })}`)),
    own: "alike",
  }));
}

/** Asked by somebody who is signed in. */
function ownerProbes({ issuer, look, post }: Visit): OAuthProbe[] {
  /** Fields that would name somebody else, if anything listened to them. */
  const ignored = {
    place: "whose",
    value: ({ member }: Side) => member.userId,
    phantoms: random,
    own: "alike" as const,
  };
  const whose = (id: string) => ({ user: id, userId: id, account: id, accountId: id });
  return [
    {
      endpoint: "/account/sessions",
      place: "session",
      async value({ confidential, member, walker }) {
        await signedIn({ issuer }, confidential, member);
        return offered(await look(walker, "/account/sessions"))[0] ?? "";
      },
      phantoms: random,
      send: ({ walker }, session) => post(walker, "/account/sessions", { session }),
      // The way back is the same, whether there was something to end or not.
      own: "alike",
    },
    {
      endpoint: "/account/email",
      ...anAddress,
      send: ({ walker }, email) => post(walker, "/account/email", { email }),
      // That it is the address one has already.
      own: "otherwise",
    },
    {
      endpoint: "/account/password",
      ...ignored,
      send: ({ walker }, id) =>
        post(walker, "/account/password", {
          current: "not the password",
          password: "another quiet harbour",
          ...whose(id),
        }),
    },
    {
      endpoint: "/account/export",
      ...ignored,
      send: async ({ walker }, id) => shown(await look(walker, `/account/export?${formOf(whose(id))}`)),
    },
    {
      endpoint: "/account/delete",
      ...ignored,
      send: ({ walker }, id) => post(walker, "/account/delete", { email: "nobody@people.example", ...whose(id) }),
    },
  ];
}

function factorProbes({ look, post }: Visit): OAuthProbe[] {
  /** What a page's form holds for the person who opened it. */
  const heldBy = (path: string, name: string) => async (side: Side) => {
    const { forms, html } = await look(side.walker, path);
    const inForms = forms.flatMap(({ fields }) => fields).find((field) => field.name === name)?.value;
    const value = inForms ?? new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1];
    if (value === undefined) throw new Error(`${path} holds no ${name}:\n${html}`);
    return value;
  };
  const aFactor = { value: heldBy("/account/authenticator", "id"), phantoms: () => [newUuid()] };
  return [
    {
      endpoint: "/account/authenticator",
      place: "id of a secret",
      ...aFactor,
      send: async ({ walker }, id) =>
        withoutSecret(await post(walker, "/account/authenticator", { id, name: "App", code: "000000" })),
      // Its own owner is told that the code is wrong.
      own: "otherwise",
    },
    {
      endpoint: "/account/passkeys",
      place: "challenge",
      value: heldBy("/account/passkeys", "challenge"),
      phantoms: random,
      send: ({ walker }, challenge) => post(walker, "/account/passkeys", { challenge, name: "Key", response: "{}" }),
      own: "alike",
    },
    {
      endpoint: "/account/factors/remove",
      place: "id, shown",
      ...aFactor,
      send: async ({ walker }, id) => shown(await look(walker, `/account/factors/remove?${formOf({ id })}`)),
      own: "alike",
    },
    {
      endpoint: "/account/factors/remove",
      place: "id, removed",
      ...aFactor,
      send: ({ walker }, id) => post(walker, "/account/factors/remove", { id }),
      own: "alike",
    },
  ];
}

/** Without the sender's own secret for an app. */
function withoutSecret(answer: Answer): Answer {
  return { ...answer, body: answer.body.replace(/<svg class="qr".*<\/output>/s, "") };
}
