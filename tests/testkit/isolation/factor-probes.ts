import { newUuid } from "@bulkhead/kernel/id.ts";
import { formOf } from "../oauth-requests.ts";
import type { OAuthProbe } from "./oauth-probes.ts";
import { shown } from "./oauth-sides.ts";

/** Where a person looks through what signs them in: another's factor is as good as one that nobody has. */
export function factorProbes(issuer: string): OAuthProbe[] {
  const page = `${issuer}/account/factors`;
  return [
    {
      endpoint: "/account/factors",
      place: "id of what is kept",
      async value({ walker }) {
        const { forms } = await walker.request(`${issuer}/account/authenticator`);
        return forms.flatMap(({ fields }) => fields).find(({ name }) => name === "id")?.value ?? "";
      },
      phantoms: () => [newUuid()],
      send: async ({ walker }, keep) => shown(await walker.request(page, formOf({ keep }))),
      // A secret that no code has confirmed is none yet, whoever's it is.
      own: "alike",
    },
  ];
}
