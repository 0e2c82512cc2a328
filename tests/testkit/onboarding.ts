import { randomBytes } from "node:crypto";
import { type AccountOwner, type AccountWorld, fillIn, post, signUp } from "./accounts.ts";

export interface Company {
  name: string;
  slug: string;
}

/** A name and a short name that nobody has; `inside` stands in both. */
export function newCompany(inside = ""): Company {
  const slug = `c${randomBytes(5).toString("hex")}${inside}`;
  return { name: slug.toUpperCase(), slug };
}

/** From nothing to a company of one's own, by the pages. */
export async function foundCompany(
  world: AccountWorld,
  { name, slug }: Company = newCompany(),
  owner?: AccountOwner,
): Promise<AccountOwner & { company: Company; tenantId: string }> {
  const person = owner ?? (await signUp(world));
  const { walker } = person;
  const chosen = await post(world, walker, "/account/tenants/new", { name, slug });
  if (chosen.status !== 303) throw new Error(`not chosen: ${chosen.status} ${chosen.html}`);
  const made = await fillIn(walker, await walker.request(`${world.issuer}/account/tenants/confirm`));
  if (made.headers.get("location") !== "/account/tenants/ready")
    throw new Error(`not made: ${made.status} ${made.html}`);
  const { rows } = await world.owner.query<{ tenant_id: string }>(
    "select tenant_id from tenancy.tenant where slug = $1",
    [slug],
  );
  return { ...person, company: { name, slug }, tenantId: rows[0]?.tenant_id ?? "" };
}

/** The key that the page after it shows once. */
export async function developerKey(world: AccountWorld, { walker }: Pick<AccountOwner, "walker">): Promise<string> {
  const shown = await post(world, walker, "/account/tenants/ready", {});
  const [key] = /bh_[a-z]+_\w+/.exec(shown.html) ?? [];
  if (key === undefined) throw new Error(`no key: ${shown.status} ${shown.html}`);
  return key;
}
