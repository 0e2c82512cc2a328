import { randomBytes } from "node:crypto";
import { stepAt, totpOf } from "@bulkhead/identity/src/accounts/factors/totp-code.ts";
import { addOperator } from "@bulkhead/identity/src/domain/add-operator.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { OperatorRole } from "@bulkhead/kernel/operator-role.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { fillIn } from "./accounts.ts";
import type { Page } from "./oauth-page.ts";
import { openWalker, type Walker } from "./oauth-walker.ts";
import type { TestServer } from "./server.ts";

/** Somebody who operates the platform, signed in with a browser of their own. */
export interface TestOperator {
  /** `opr_…` */
  id: string;
  email: string;
  password: string;
  link: string;
  walker: Walker;
  /** What their app shows, as if none of its codes had been used yet. */
  code(): Promise<string>;
  /** A new token for programs. */
  token(): Promise<string>;
  graphql(query: string, input?: object): ReturnType<TestServer["graphql"]>;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

export function operatorContext({ platform }: TestServer) {
  return { ...operatorRequest(INSTALLATION_ID), operators: platform.authorisation.operators };
}

/** Makes an operator as the command line does, who then sets both factors and signs in. */
export async function openOperator(server: TestServer, role: OperatorRole): Promise<TestOperator> {
  const email = `operator-${randomBytes(6).toString("hex")}@operators.example`;
  const { operator, link } = await addOperator(operatorContext(server), { email, name: "Olga Operator", role });
  const walker = openWalker();
  const password = `quiet harbour ${randomBytes(6).toString("hex")}`;
  const code = await setUpOperator(server, walker, link.url, { email, password });
  const made = { id: operator.id, email, password, link: link.url, walker, code };
  await signInOperator(server, made);
  const token = async () =>
    shownIn(await postTo(walker, await walker.request(`${server.publicOrigin}/operator/token`), "/operator/token", {}));
  const graphql = async (query: string, input?: object) => server.graphql(await token(), query, input && { i: input });
  return { ...made, token, graphql };
}

/** Sets both factors by a link; answers what shows the codes of the app from then on. */
export async function setUpOperator(
  server: TestServer,
  walker: Walker,
  url: string,
  { email, password }: Pick<TestOperator, "email" | "password">,
): Promise<() => Promise<string>> {
  const page = await walker.request(url);
  const secret = bytesOf((/<output[^>]*>([A-Z2-7 ]+)</.exec(page.html)?.[1] ?? "").replaceAll(" ", ""));
  const code = async () => {
    const text = "update identity.operator set totp_last_step = 0 where email = $1";
    await server.databases.owner.pool.query(text, [email]);
    return totpOf(secret, stepAt(Date.now()));
  };
  const done = await fillIn(walker, page, { password, code: await code() });
  if (done.status !== 200) throw new Error(done.html);
  return code;
}

/** By password and code; answers the page they arrive at. */
export async function signInOperator(
  { publicOrigin }: TestServer,
  { walker, email, password, code }: Pick<TestOperator, "walker" | "email" | "password" | "code">,
): Promise<Page> {
  const first = await fillIn(walker, await walker.request(`${publicOrigin}/operator/sign-in`), { email, password });
  if (first.status !== 303) throw new Error(first.html);
  const second = await fillIn(walker, await walker.request(`${publicOrigin}/operator/code`), { code: await code() });
  if (second.status !== 303) throw new Error(second.html);
  return walker.request(`${publicOrigin}/operator`);
}

/** The value that a page shows once. */
export function shownIn({ html }: Page): string {
  return /<output class="codes secret"[^>]*>([^<]+)</.exec(html)?.[1] ?? "";
}

/** The form of a page that posts to an address, among several. */
export function postTo(
  walker: Walker,
  page: Page,
  path: string,
  values: Record<string, string>,
  having = "",
): Promise<Page> {
  const forms = page.forms.filter(
    ({ action, fields }) =>
      new URL(action).pathname === path && (having === "" || fields.some(({ value }) => value === having)),
  );
  const pressed: Record<string, string> = having === "" ? {} : { do: having };
  return fillIn(walker, { ...page, forms }, { ...pressed, ...values });
}

/** As if both factors had been proved so many seconds earlier. */
export async function ageProof(
  server: TestServer,
  { email }: Pick<TestOperator, "email">,
  seconds: number,
): Promise<void> {
  await server.databases.owner.pool.query(
    `update identity.operator_session set proved_at = proved_at - make_interval(secs => $2)
     where operator_id = (select id from identity.operator where email = $1)`,
    [email, seconds],
  );
}

const owners = new WeakMap<TestServer, Promise<TestOperator>>();

/** A token of an OWNER of the installation, who is made when first asked for. */
export async function operatorToken(server: TestServer): Promise<string> {
  const owner = owners.get(server) ?? openOperator(server, "OWNER");
  owners.set(server, owner);
  return (await owner).token();
}

/** What an operator does that no probe does: another plan, of the only tenant given by uuid, and leaving. */
export async function changePlanAndSignOut(server: TestServer, tenantId: string): Promise<void> {
  await server.databases.owner.pool.query(
    `insert into tenancy.plan (name, version, description, limits, settings, created_by)
     values ('another', 1, 'Another plan.', '{}', '{}', 'platform')`,
  );
  const owner = await openOperator(server, "OWNER");
  const change = "mutation ($i: ChangeTenantPlanInput!) { changeTenantPlan(input: $i) { tenant { plan } } }";
  for (const plan of ["another", "standard"]) {
    const { errors } = await owner.graphql(change, { tenantId: encodeId("tenant", tenantId), plan });
    if (errors) throw new Error(JSON.stringify(errors));
  }
  const page = await owner.walker.request(`${server.publicOrigin}/operator`);
  await postTo(owner.walker, page, "/operator/sign-out", {});
}
