import type { Issuer } from "../issuer.ts";
import { authorizeParameters, formOf, newVerifier } from "../oauth-requests.ts";
import type { Walker } from "../oauth-walker.ts";
import type { Answer } from "./compare.ts";
import { asClient, aTenant, type OAuthProbe, random, resourceOf } from "./oauth-probes.ts";
import {
  type Begun,
  begin,
  pairing,
  phantomTokens,
  pushed,
  type Side,
  sent,
  shown,
  signOutProof,
  typeUserCode,
} from "./oauth-sides.ts";
import { phantomText } from "./world.ts";

/** What is asked for in a browser, by a person who is signed in or is about to be. */
export function pageProbes(issuer: string, keys: Issuer): OAuthProbe[] {
  return [
    ...beforehandProbes(issuer),
    ...authorizeProbes(issuer, keys),
    ...interactionProbes(issuer),
    ...signOutProbes(issuer, keys),
    ...linkProbes(issuer),
  ];
}

type Address = (value: string, own: Side) => string;

/** In the browser of the person who is signed in. */
const visit = (issuer: string, address: Address) => async (own: Side, value: string) =>
  shown(await own.walker.request(`${issuer}/oauth/${address(value, own)}`));

/** Requests that clients prepare, of which a person's tenant decides later. */
function beforehandProbes(issuer: string): OAuthProbe[] {
  const confidential = (own: Side) => own.confidential;
  return [
    {
      endpoint: "/oauth/par",
      place: "resource",
      ...aTenant,
      send: asClient(issuer, "par", confidential, (id, own) => ({
        ...(authorizeParameters(own.confidential, newVerifier().challenge) as Record<string, string>),
        resource: resourceOf(issuer, id),
      })),
      own: "alike",
    },
    {
      endpoint: "/oauth/device_authorization",
      place: "resource",
      ...aTenant,
      send: asClient(issuer, "device_authorization", confidential, (id) => ({ resource: resourceOf(issuer, id) })),
      own: "alike",
    },
  ];
}

function authorizeProbes(issuer: string, keys: Issuer): OAuthProbe[] {
  const endpoint = "/oauth/authorize";
  const silently = ({ confidential }: Side, other: Record<string, string>) =>
    `authorize?${formOf(authorizeParameters(confidential, CHALLENGE, { prompt: "none", ...other }))}`;
  return [
    {
      endpoint,
      place: "resource",
      ...aTenant,
      send: visit(issuer, (id, own) => silently(own, { resource: resourceOf(issuer, id) })),
      own: "otherwise",
    },
    {
      endpoint,
      place: "request_uri",
      value: (side) => pushed(issuer, side),
      phantoms: (uri) => [uri.replace(/[^:]+$/, phantomText)],
      send: visit(issuer, (uri, own) => `authorize?${formOf({ client_id: own.confidential.id, request_uri: uri })}`),
      own: "otherwise",
    },
    {
      endpoint,
      place: "id_token_hint",
      value: ({ tokens }) => tokens.id_token,
      phantoms: (token) => phantomTokens(keys, token),
      send: visit(issuer, (hint, own) => silently(own, { id_token_hint: hint })),
      own: "otherwise",
    },
    asked(issuer, endpoint, "the authorisation that goes on", ({ cookies, uid: own }, uid) =>
      byHand(`${issuer}${endpoint}/${uid}`, cookies.replaceAll(own, uid)),
    ),
  ];
}

const CHALLENGE = newVerifier().challenge;

/**
 * A place for the uid of a question that somebody is being asked. `send` has the question that its own browser is asked,
 * with signed cookies of its own.
 */
function asked(
  issuer: string,
  endpoint: string,
  place: string,
  send: (own: Begun, uid: string) => Promise<Answer>,
): OAuthProbe {
  const questions = new Map<Side, Promise<Begun>>();
  const questionOf = (side: Side) => {
    const question = questions.get(side) ?? begin(issuer, side);
    questions.set(side, question);
    return question;
  };
  return {
    endpoint,
    place,
    value: async (side) => (await questionOf(side)).uid,
    phantoms: random,
    send: async (own, uid) => send(await questionOf(own), uid),
    own: "otherwise",
  };
}

/** Cookies are sent wherever their owner says: no browser would keep them to their path. */
function byHand(url: string, cookie: string, form?: URLSearchParams): Promise<Answer> {
  return sent(url, form, { cookie, accept: "text/html" });
}

function interactionProbes(issuer: string): OAuthProbe[] {
  const endpoint = "/oauth/interaction/";
  const wrong = formOf({ email: "nobody@people.example", password: "not a password of anybody" });
  const at = (rest: string) => `${issuer}${endpoint}${rest}`;
  return [
    asked(issuer, endpoint, "uid, shown", ({ cookies }, uid) => byHand(at(uid), cookies)),
    asked(issuer, endpoint, "uid, answered", ({ cookies }, uid) => byHand(at(uid), cookies, wrong)),
    asked(issuer, endpoint, "uid, refused", ({ cookies }, uid) => byHand(at(`${uid}/abort`), cookies, formOf({}))),
    asked(issuer, endpoint, "uid, in its cookie too", ({ cookies, uid: own }, uid) =>
      byHand(at(uid), cookies.replaceAll(own, uid)),
    ),
    {
      endpoint,
      place: "e-mail address",
      value: ({ member }) => member.email,
      phantoms: random,
      async send(own, email) {
        const { uid, walker } = await begin(issuer, own);
        return shown(await walker.request(`${issuer}${endpoint}${uid}`, formOf({ email, password: "not theirs" })));
      },
      own: "alike",
    },
    {
      endpoint,
      place: "tenant",
      ...aTenant,
      async send(own, tenant) {
        const { uid, walker } = await begin(issuer, own, own.walker, { prompt: "select_account" });
        return shown(await walker.request(`${issuer}${endpoint}${uid}`, formOf({ tenant })));
      },
      own: "otherwise",
    },
  ];
}

function signOutProbes(issuer: string, keys: Issuer): OAuthProbe[] {
  const confirm = async (walker: Walker, xsrf: string) => {
    await signOutProof(issuer, walker);
    return shown(await walker.request(`${issuer}/oauth/logout/confirm`, formOf({ xsrf })));
  };
  return [
    {
      endpoint: "/oauth/logout",
      place: "id_token_hint beside a client",
      value: ({ tokens }) => tokens.id_token,
      phantoms: (token) => phantomTokens(keys, token),
      send: visit(issuer, (hint, own) => `logout?${formOf({ client_id: own.confidential.id, id_token_hint: hint })}`),
      own: "otherwise",
    },
    {
      endpoint: "/oauth/logout/confirm",
      place: "xsrf",
      value: ({ walker }) => signOutProof(issuer, walker),
      phantoms: random,
      send: ({ walker }, xsrf) => confirm(walker.copy(), xsrf),
      // The page that proves anything is the one shown last.
      own: "alike",
    },
  ];
}

/** Links and codes are good for whoever has them, until they are used; then nobody can tell that they ever were. */
function linkProbes(issuer: string): OAuthProbe[] {
  return [
    {
      endpoint: "/oauth/activate",
      place: "a link that was used",
      value: ({ member }) => new URL(member.link).searchParams.get("token") ?? "",
      phantoms: random,
      send: visit(issuer, (token) => `activate?token=${token}`),
      own: "alike",
    },
    {
      endpoint: "/oauth/device",
      place: "a user code that was used",
      async value({ open, walker, member }) {
        const { user_code: userCode = "", verification_uri_complete: link = "" } = await pairing(issuer, open);
        await walker.walk(link, { as: member, userCode, until: "none:" });
        return userCode;
      },
      phantoms: (code) => [code.replaceAll(/[A-Z]/g, (letter) => LETTERS.at(LETTERS.indexOf(letter) - 7) ?? letter)],
      send: ({ walker }, code) => typeUserCode(issuer, walker, code),
      own: "alike",
    },
  ];
}

/** Of user codes: no vowels, so no words. */
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
