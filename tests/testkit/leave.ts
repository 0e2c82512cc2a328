import { postForm, signedIn } from "./account-pages.ts";
import type { OAuthWorld } from "./oauth.ts";

/** A person signs out elsewhere, takes a copy of their data along, and deletes their account. */
export async function leave(world: OAuthWorld): Promise<void> {
  const home = await world.tenant();
  const member = await home.member();
  const client = await home.client({ kind: "PUBLIC" });
  await signedIn(world, client, member);
  const { walker } = await signedIn(world, client, member);
  const steps: [path: string, fields: Record<string, string>, status: number][] = [
    ["sessions", { others: "yes" }, 303],
    ["export", {}, 200],
    ["delete", { email: member.email }, 200],
  ];
  for (const [path, fields, expected] of steps) {
    const { status, html } = await postForm(walker, `${world.issuer}/account/${path}`, fields);
    if (status !== expected) throw new Error(`/account/${path}: ${status} ${html}`);
  }
}
