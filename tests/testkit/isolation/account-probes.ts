import { newUuid } from "@bulkhead/kernel/id.ts";
import type { Page } from "../oauth-page.ts";
import { formOf } from "../oauth-requests.ts";
import type { Answer } from "./compare.ts";
import { type OAuthProbe, random } from "./oauth-probes.ts";
import { type Side, shown } from "./oauth-sides.ts";

/** What a person may put into the pages of their own account that is somebody else's. */
export function accountProbes(issuer: string): OAuthProbe[] {
  const at = (path: string) => `${issuer}/account/${path}`;
  /** What a page's form holds for the person who opened it. */
  const heldBy = (path: string, name: string) => async (side: Side) => {
    const { forms, html } = await side.walker.request(at(path));
    const inForms = forms.flatMap(({ fields }) => fields).find((field) => field.name === name)?.value;
    const value = inForms ?? new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1];
    if (value === undefined) throw new Error(`${path} holds no ${name}:\n${html}`);
    return value;
  };
  return [
    {
      endpoint: "/account/authenticator",
      place: "id of a secret",
      value: heldBy("authenticator", "id"),
      phantoms: () => [newUuid()],
      // Its own owner is told that the code is wrong.
      send: async ({ walker }, id) =>
        plain(await walker.request(at("authenticator"), formOf({ id, name: "App", code: "000000" }))),
      own: "otherwise",
    },
    {
      endpoint: "/account/passkeys",
      place: "challenge",
      value: heldBy("passkeys", "challenge"),
      phantoms: random,
      send: async ({ walker }, challenge) =>
        plain(await walker.request(at("passkeys"), formOf({ challenge, name: "Key", response: "{}" }))),
      own: "alike",
    },
    {
      endpoint: "/account/factors/remove",
      place: "id, shown",
      value: heldBy("authenticator", "id"),
      phantoms: () => [newUuid()],
      send: async ({ walker }, id) => plain(await walker.request(`${at("factors/remove")}?${formOf({ id })}`)),
      own: "alike",
    },
    {
      endpoint: "/account/factors/remove",
      place: "id, removed",
      value: heldBy("authenticator", "id"),
      phantoms: () => [newUuid()],
      send: async ({ walker }, id) => plain(await walker.request(at("factors/remove"), formOf({ id }))),
      own: "alike",
    },
  ];
}

/** Without the sender's own secret for an app. */
function plain(page: Page): Answer {
  const answer = shown(page);
  return { ...answer, body: answer.body.replace(/<svg class="qr".*<\/output>/s, "") };
}
