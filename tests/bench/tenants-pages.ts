import { randomBytes } from "node:crypto";
import { fillIn } from "../testkit/accounts.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";
import { HOMES, type SeededPerson } from "../testkit/seed-companies.ts";
import { askGraphql } from "./ask-graphql.ts";
import { signInOnce } from "./sign-in-client.ts";
import { companyOf, forgetAttempts, type Operation, type World } from "./tenants-world.ts";

/** What people and programs wait for, over HTTP. */
export const BY_PAGES: readonly Operation[] = [
  // Before anything else asks about these tenants: a key and a policy that the server has not yet read.
  {
    title: "permission check, first of a tenant",
    once: true,
    run: (world, turn) => checkPermissions(world, turn),
  },
  { title: "permission check, tenant known", run: (world, turn) => checkPermissions(world, turn) },
  {
    title: "sign-in: the POST of the password",
    async run(world, turn) {
      const { email } = companyOf(world, turn).person;
      return signInOnce(world.server.port, { ...world.client, email, password: world.seeded.password });
    },
  },
  { title: "onboarding: both POSTs, from the name to the tenant", run: foundTenant },
  { title: "a person's choice between their five tenants", run: chooseTenant },
  { title: "list of tenants: first page of 50", run: (world) => listTenants(world, { first: 50 }, 50) },
  {
    title: "list of tenants: a page of 50 from somewhere on",
    run: async (world, turn) => listTenants(world, { first: 50, after: await cursorIn(world, turn, 0.5) }, 45),
  },
  {
    title: "list of tenants: the last page, backward",
    run: (world) => listTenants(world, { last: 50 }, 50),
  },
  {
    title: "list of tenants: by its slug",
    run: (world, turn) => listTenants(world, { filter: { text: companyOf(world, turn).slug } }, 1),
  },
  {
    title: "list of tenants: by the end of a name",
    run: (world, turn) => listTenants(world, { filter: { text: companyOf(world, turn).name.slice(-8) } }, 1),
  },
  {
    title: "list of tenants: by a text that none has",
    run: (world) => listTenants(world, { filter: { text: "nobody" } }, 0),
  },
  {
    title: "list of tenants: ten of the tenth that have a word",
    run: (world) => listTenants(world, { filter: { text: "granite" }, first: 10 }, 10),
  },
  {
    title: "list of tenants: of the hundredth that have two words, 1 and 50",
    run: (world) => listTenants(world, { filter: { text: "granite bakery" }, first: 50 }, 1),
  },
  {
    title: "list of tenants: the first suspended one",
    run: (world) => listTenants(world, { filter: { status: "SUSPENDED" }, first: 1 }, 1),
  },
  {
    title: "list of tenants: closing ones, of which there are none",
    run: (world) => listTenants(world, { filter: { status: "CLOSING" } }, 0),
  },
  {
    title: "list of tenants: those on a plan, of which there are none",
    run: (world) => listTenants(world, { filter: { plan: "another" } }, 0),
  },
];

async function timed<T>(run: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now();
  const answer = await run();
  return [performance.now() - begun, answer];
}

/** Nothing but whose key it is, what its role allows, and whether that is enough. */
async function checkPermissions(world: World, turn: number): Promise<number> {
  const [took] = await timed(() =>
    askGraphql(world.server, companyOf(world, turn).key, "{ myPermissions { permissions } }"),
  );
  return took;
}

const LIST = `query ($filter: ManagedTenantFilter, $first: Int, $after: String, $last: Int, $before: String) {
  tenants(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes { id slug name status plan region memberCount createdAt } pageInfo { hasNextPage endCursor } } }`;

interface Listed {
  tenants: { nodes: { id: string; memberCount: number }[]; pageInfo: { endCursor: string } };
}

async function listTenants(world: World, variables: object, atLeast: number): Promise<number> {
  const [took, data] = await timed(() => askGraphql(world.server, world.operatorToken, LIST, variables));
  const { nodes } = (data as unknown as Listed).tenants;
  if (nodes.length < atLeast) throw new Error(`${nodes.length} tenants listed: ${JSON.stringify(variables)}`);
  return took;
}

/** Where one of the sampled tenants of the first share stands in the list. */
async function cursorIn(world: World, turn: number, share: number): Promise<string> {
  const { companies } = world.seeded;
  const { slug } = companies[turn % Math.floor(companies.length * share)] ?? {};
  const data = await askGraphql(world.server, world.operatorToken, LIST, { filter: { text: slug }, first: 1 });
  return (data as unknown as Listed).tenants.pageInfo.endCursor;
}

const origin = ({ server }: World) => `http://localhost:${server.port}`;

/** Signs somebody in to their own account, unmeasured. */
async function signedIn(world: World, { email }: SeededPerson): Promise<Walker> {
  const walker = openWalker();
  const { password } = world.seeded;
  const done = await fillIn(walker, await walker.request(`${origin(world)}/account/sign-in`), { email, password });
  if (done.status !== 303) throw new Error(`not signed in: ${done.status} ${done.html}`);
  return walker;
}

async function foundTenant(world: World, turn: number): Promise<number> {
  await forgetAttempts(world);
  const walker = await signedIn(world, companyOf(world, turn).person);
  const slug = `new-${randomBytes(5).toString("hex")}`;
  const form = await walker.request(`${origin(world)}/account/tenants/new`);
  const [choosing, chosen] = await timed(() => fillIn(walker, form, { name: slug, slug }));
  if (chosen.status !== 303) throw new Error(`not chosen: ${chosen.status} ${chosen.html}`);
  const confirm = await walker.request(`${origin(world)}/account/tenants/confirm`);
  const [founding, made] = await timed(() => fillIn(walker, confirm));
  if (!made.headers.get("location")?.endsWith("/ready")) throw new Error(`not made: ${made.status} ${made.html}`);
  return choosing + founding;
}

/** From the application's request to the page with the tenants on it. */
async function chooseTenant(world: World, turn: number): Promise<number> {
  const walker = await signedIn(world, companyOf(world, turn).founder);
  const { clientId, redirectUri } = world.client;
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid",
    code_challenge: randomBytes(32).toString("base64url"),
    code_challenge_method: "S256",
  });
  const [took, { page }] = await timed(() =>
    walker.walk(`${origin(world)}/oauth/authorize?${query}`, { until: redirectUri }),
  );
  const offered = page?.forms.flatMap(({ fields }) => fields.filter(({ name }) => name === "tenant")).length ?? 0;
  if (offered < HOMES) throw new Error(`${offered} tenants to choose from: ${page?.status} ${page?.html}`);
  return took;
}
