import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { decodeJwt } from "jose";
import type { Issuer } from "../issuer.ts";
import type { TestClient } from "../oauth.ts";
import { assertionOf, authorize, formOf, proofOf } from "../oauth-requests.ts";
import type { Answer } from "./compare.ts";
import { pairing, phantomClient, phantomTokens, type Side, sent, withClaim } from "./oauth-sides.ts";
import { phantomText } from "./world.ts";

/** One place of one endpoint into which somebody's id, token or name can be put. */
export interface OAuthProbe {
  endpoint: string;
  place: string;
  /** A value of this side, as its owner has it. */
  value(side: Side): Promise<string> | string;
  /** Values of the same form that nobody has. */
  phantoms(value: string): Promise<string[]> | string[];
  /** A principal of this side asks with the value. */
  send(own: Side, value: string): Promise<Answer>;
  /** Whether who owns a value is answered otherwise than for a phantom, which shows that the probe reaches it. */
  own: "otherwise" | "alike";
}

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const CLIENT_CREDENTIALS = { grant_type: "client_credentials" };
export const random = (value: string) => [phantomText(value)];
export const aTenant = {
  value: ({ tenant }: Side) => tenant.id,
  phantoms: () => [encodeId("tenant", newUuid())],
};
export const resourceOf = (issuer: string, tenantId: string) => `${issuer}/api/tenants/${tenantId}`;

type Form = (value: string, own: Side) => Record<string, string>;

/** As a client that proves itself, to one endpoint, with this in its form. */
export function asClient(issuer: string, endpoint: string, who: (own: Side) => TestClient, form: Form) {
  return async (own: Side, value: string): Promise<Answer> => {
    const [headers, proof] = await proofOf(issuer, who(own));
    return sent(`${issuer}/oauth/${endpoint}`, formOf({ ...proof, ...form(value, own) }), headers);
  };
}

const confidential = (own: Side) => own.confidential;
const machine = (own: Side) => own.machine;
const open = (own: Side) => own.open;

/** What clients send without a person. */
export function clientProbes(issuer: string, keys: Issuer): OAuthProbe[] {
  return [
    ...grantProbes(issuer),
    ...authenticationProbes(issuer),
    ...tokenProbes(issuer, keys, "introspect"),
    ...userinfoProbes(issuer, keys),
  ];
}

/** To be sent last: whoever revokes their own has none afterwards. */
export function revocationProbes(issuer: string, keys: Issuer): OAuthProbe[] {
  return tokenProbes(issuer, keys, "revoke");
}

function grantProbes(issuer: string): OAuthProbe[] {
  const endpoint = "/oauth/token";
  const resource = (id: string) => resourceOf(issuer, id);
  /** Stolen together with its code. */
  const verifiers = new Map<string, string>();
  return [
    {
      endpoint,
      place: "code",
      async value(side) {
        const { code, verifier } = await authorize(issuer, side.confidential, side.member, {}, side.walker);
        verifiers.set(code, verifier);
        return code;
      },
      phantoms: random,
      send: asClient(issuer, "token", confidential, (code, own) => ({
        grant_type: "authorization_code",
        redirect_uri: own.confidential.redirectUri,
        code_verifier: verifiers.get(code) ?? [...verifiers.values()].at(-1) ?? "",
        code,
      })),
      own: "otherwise",
    },
    {
      endpoint,
      place: "refresh_token",
      value: ({ tokens }) => tokens.refresh_token,
      phantoms: random,
      send: asClient(issuer, "token", confidential, (token) => ({ grant_type: "refresh_token", refresh_token: token })),
      own: "otherwise",
    },
    {
      endpoint,
      place: "refresh_token, as a public client",
      value: ({ tokens }) => tokens.refresh_token,
      phantoms: random,
      send: asClient(issuer, "token", open, (token) => ({ grant_type: "refresh_token", refresh_token: token })),
      // It is another client's, if of the same tenant.
      own: "alike",
    },
    {
      endpoint,
      place: "resource of a refresh",
      ...aTenant,
      send: asClient(issuer, "token", confidential, (id, own) => ({
        grant_type: "refresh_token",
        refresh_token: own.tokens.refresh_token,
        resource: resource(id),
      })),
      // It was not asked for at first.
      own: "alike",
    },
    {
      endpoint,
      place: "device_code",
      value: async (side) => String((await pairing(issuer, side.open)).device_code),
      phantoms: random,
      send: asClient(issuer, "token", open, (code) => ({ grant_type: DEVICE_GRANT, device_code: code })),
      own: "otherwise",
    },
    {
      endpoint,
      place: "resource of a machine",
      ...aTenant,
      send: asClient(issuer, "token", machine, (id) => ({ ...CLIENT_CREDENTIALS, resource: resource(id) })),
      own: "otherwise",
    },
    {
      endpoint,
      place: "client_assertion",
      value: ({ keyed }) => keyed.id,
      phantoms: () => [phantomClient()],
      async send({ keyed }, id) {
        const proof = await assertionOf(issuer, { ...keyed, id }, keyed.key as CryptoKey);
        return sent(`${issuer}/oauth/token`, formOf({ ...CLIENT_CREDENTIALS, client_id: id, ...proof }));
      },
      own: "otherwise",
    },
  ];
}

/** Wherever clients prove themselves: another's id with one's own secret, and beside one's own proof. */
function authenticationProbes(issuer: string): OAuthProbe[] {
  const form = { ...CLIENT_CREDENTIALS, token: "none" };
  const aClient = { value: ({ machine: { id } }: Side) => id, phantoms: () => [phantomClient()] };
  return ["token", "revoke", "introspect", "par", "device_authorization"].flatMap((endpoint): OAuthProbe[] => [
    {
      endpoint: `/oauth/${endpoint}`,
      place: "client_id with a secret",
      ...aClient,
      send: (own, id) =>
        asClient(
          issuer,
          endpoint,
          () => ({ ...own.machine, id }),
          () => form,
        )(own, id),
      own: "otherwise",
    },
    {
      endpoint: `/oauth/${endpoint}`,
      place: "client_id beside a proof",
      ...aClient,
      send: asClient(issuer, endpoint, machine, (id) => ({ ...form, client_id: id })),
      own: "otherwise",
    },
  ]);
}

const HINTS: Record<string, string>[] = [{}, { token_type_hint: "refresh_token" }, { token_type_hint: "access_token" }];

/** Tokens about which a client asks, or which it gives back. */
function tokenProbes(issuer: string, keys: Issuer, endpoint: "introspect" | "revoke"): OAuthProbe[] {
  const jwt = { phantoms: (token: string) => phantomTokens(keys, token) };
  const places: Pick<OAuthProbe, "place" | "value" | "phantoms">[] = [
    { place: "an access token", value: ({ tokens }) => tokens.access_token, ...jwt },
    { place: "a refresh token", value: ({ tokens }) => tokens.refresh_token, phantoms: random },
    { place: "a machine's token", value: ({ machineToken }) => machineToken, ...jwt },
    { place: "an ID token", value: ({ tokens }) => tokens.id_token, ...jwt },
  ];
  return places.flatMap((place) =>
    HINTS.map(
      (hint): OAuthProbe => ({
        endpoint: `/oauth/${endpoint}`,
        ...place,
        place: [place.place, ...Object.values(hint)].join(" hinted as "),
        send: asClient(issuer, endpoint, confidential, (token) => ({ token, ...hint })),
        // Revoking says nothing; that it would work shows in what it has done.
        own: endpoint === "introspect" && place.place !== "an ID token" ? "otherwise" : "alike",
      }),
    ),
  );
}

/** The token itself is whoever sends it; but one of ours may name what is another tenant's. */
function userinfoProbes(issuer: string, keys: Issuer): OAuthProbe[] {
  const claims = { tenant_id: () => encodeId("tenant", newUuid()), sid: () => encodeId("grant", newUuid()) };
  return Object.entries(claims).map(([claim, phantom]) => ({
    endpoint: "/oauth/userinfo",
    place: `${claim} of a token`,
    value: ({ tokens }) => String(decodeJwt(tokens.access_token)[claim]),
    phantoms: () => [phantom()],
    async send({ tokens }, value) {
      const token = await withClaim(keys, tokens.access_token, { [claim]: value });
      return sent(`${issuer}/oauth/userinfo`, undefined, { authorization: `Bearer ${token}` });
    },
    own: "otherwise",
  }));
}
