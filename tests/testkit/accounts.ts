import { randomBytes } from "node:crypto";
import { linkIn, type Mailbox, mailboxOf } from "./mailbox.ts";
import { type OAuthWorld, openOAuthWorld } from "./oauth.ts";
import type { Page } from "./oauth-page.ts";
import { openWalker, type Walker } from "./oauth-walker.ts";

/** Somebody with an account of their own. */
export interface AccountOwner {
  email: string;
  password: string;
  name: string;
  /** Their browser, in which they are signed in. */
  walker: Walker;
}

export type AccountWorld = ReturnType<typeof withMail>;

/** A world and its mail, for people who look after their own accounts. */
export function withMail(world: OAuthWorld) {
  return { ...world, mailbox: mailboxOf(world.server), owner: world.server.databases.owner.pool };
}

/** The whole product with its mail. Call once per test file. */
export async function openAccountWorld(): Promise<AccountWorld> {
  return withMail(await openOAuthWorld());
}

export const newAddress = () => `person-${randomBytes(6).toString("hex")}@people.example`;
export const newPassword = () => `quiet harbour ${randomBytes(6).toString("hex")}`;

/** Tests share one network, whose attempts and mails are counted. */
export async function forgetAttempts({ owner }: AccountWorld): Promise<void> {
  await owner.query("delete from identity.sign_in_attempt");
}

/** Posts the first form of a page as it is shown, but for what is typed into it. */
export function fillIn(walker: Walker, { forms, html, status }: Page, values: Record<string, string> = {}) {
  const [form] = forms;
  if (!form) throw new Error(`there is no form: ${status} ${html}`);
  const body = new URLSearchParams();
  for (const { tag, name, value } of form.fields) if (tag === "input" && name !== "") body.set(name, value);
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  return walker.submit(form, body);
}

/** Opens a page of the account, and posts its form. */
export async function post(
  { issuer }: Pick<OAuthWorld, "issuer">,
  walker: Walker,
  path: string,
  values: Record<string, string>,
): Promise<Page> {
  return fillIn(walker, await walker.request(`${issuer}${path}`), values);
}

/** The link in the newest mail to an address about a subject. */
export async function linkTo(mailbox: Mailbox, address: string, subject: string | RegExp, nth = 1): Promise<string> {
  return linkIn(await mailbox.mailTo(address, { subject, nth }));
}

export const SUBJECTS = {
  signUp: "Confirm your e-mail address",
  signUpKnown: "You already have an account",
  reset: "Choose another password",
  resetUnknown: "You have no account",
  changeEmail: "Confirm your new e-mail address",
  emailChanged: "Your e-mail address for",
  passwordChanged: "Your password for",
  newDevice: "New sign-in",
} as const;

/** From nothing to a signed-in owner, by the pages and the mail. */
export async function signUp(
  world: AccountWorld,
  { email = newAddress(), password = newPassword(), name = "Some Body", walker = openWalker() } = {},
): Promise<AccountOwner> {
  await post(world, walker, "/account/sign-up", { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.signUp);
  const done = await fillIn(walker, await walker.request(link), { name, password });
  if (done.status !== 303) throw new Error(`no account: ${done.status} ${done.html}`);
  return { email, password, name, walker };
}

/** Signs in on the account's own page; the answer is what is shown or where it leads. */
export function signIn(
  world: AccountWorld,
  { email, password }: { email: string; password: string },
  walker = openWalker(),
): Promise<Page> {
  return post(world, walker, "/account/sign-in", { email, password });
}

/** Whether a browser is signed in: an account's page is shown, or sends to sign in. */
export async function isSignedIn({ issuer }: Pick<OAuthWorld, "issuer">, walker: Walker): Promise<boolean> {
  const { status, headers } = await walker.request(`${issuer}/account/password`);
  if (status === 200) return true;
  if (!headers.get("location")?.startsWith("/account/sign-in")) throw new Error(`${status} ${headers.get("location")}`);
  return false;
}
