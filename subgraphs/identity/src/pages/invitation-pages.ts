import { type AccountFault, faultSentence, isAbout, type PasswordLength } from "./account-fault.ts";
import { newPasswordField, shownEmail, wayTo } from "./account-fields.ts";
import { FAULTY, type FormTarget, faultSummary, form, hiddenField, named, ownAddress, signedInAs } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

/** What every page about an invitation says of it. */
export interface Invited {
  tenant: { name: string };
  role: string;
  /** Name of whoever invites; empty where no person does. */
  by: string;
  message: string;
  /** The address that is invited. */
  email: string;
}

export interface InvitationFormProps extends Invited, FormTarget {
  /** Of the link; it is the credential, so the address of the form need not name it. */
  token: string;
}

function lead({ tenant, role, by, message }: Invited): Html {
  const texts = TEXTS.invitation;
  const [where, as] = [named(tenant.name), named(role)];
  return html`<p>${by === "" ? texts.lead(where, as) : texts.leadBy(named(by), where, as)}</p>
${message !== "" && html`<blockquote><bdi>${message}</bdi></blockquote>\n`}`;
}

function tokenForm({ token, ...target }: { token: string } & FormTarget, content: Html): Html {
  return form(target, html`${hiddenField("token", token)}${content}`);
}

/** Posts `token`: for whoever is signed in with the address. */
export function acceptInvitationPage(props: InvitationFormProps): Page {
  const texts = TEXTS.invitation;
  const body = html`${lead(props)}<p class="soft small">${texts.acceptHint}</p>
${tokenForm(props, html`<button class="main" autofocus>${texts.accept}</button>`)}
${signedInAs(props.email)}`;
  return pageOf({ title: texts.title, body, formTargets: [] });
}

/** For whoever is signed in as somebody else. Posts `token` and `switch`. */
export function otherAccountPage({ signedIn, ...props }: InvitationFormProps & { signedIn: string }): Page {
  const texts = TEXTS.invitation;
  const body = html`${lead(props)}<p>${texts.otherLead(named(props.email), named(signedIn))}</p>
<p class="soft small">${texts.otherHint}</p>
${tokenForm(props, html`${hiddenField("switch", "yes")}<button class="main">${texts.switchAccount}</button>`)}`;
  return pageOf({ title: texts.title, body, formTargets: [] });
}

/** For whoever has an account with the address. */
export function invitationSignInPage({ signIn, ...invited }: Invited & { signIn: string }): Page {
  const texts = TEXTS.invitation;
  const body = html`${lead(invited)}<p class="soft">${texts.signInLead(named(invited.email))}</p>
<a class="button main" href="${ownAddress(signIn)}">${texts.signIn}</a>`;
  return pageOf({ title: texts.title, body });
}

export interface InvitationSignUpProps extends InvitationFormProps {
  name?: string;
  passwordLength: PasswordLength;
  signIn: string;
  /** `KNOWN`: the address has an account. */
  fault?: AccountFault | { code: "KNOWN" };
}

/** Posts `token`, `name` and `password`. The address is shown and not posted: the link decides it. */
export function invitationSignUpPage(props: InvitationSignUpProps): Page {
  const { email, name = "", passwordLength, signIn, fault } = props;
  const texts = TEXTS.invitation;
  const about = fault?.code === "KNOWN" ? undefined : (fault as AccountFault | undefined);
  const sentence = fault?.code === "KNOWN" ? texts.isKnown : faultSentence(about, passwordLength);
  const isFirst = isAbout(about, "password");
  const content = html`${shownEmail(email)}
<label for="name">${texts.name}</label>
<input id="name" name="name" type="text" autocomplete="name" maxlength="200" required value="${name}"${isAbout(about, "name") && FAULTY}${!isFirst && html` autofocus`}>
${newPasswordField(TEXTS.password, passwordLength, { fault: about, isFirst })}
<button class="main">${texts.signUp}</button>`;
  const body = html`${lead(props)}<p class="soft">${texts.signUpLead}</p>
${faultSummary(sentence)}${tokenForm(props, content)}
${wayTo(ownAddress(signIn), texts.knownSignIn, texts.known)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: [] });
}

export function joinedPage({ tenant, role }: Pick<Invited, "tenant" | "role">): Page {
  const texts = TEXTS.invitation;
  const body = html`<p>${texts.done(named(tenant.name), named(role))}</p>
<p class="soft">${texts.doneHint}</p>
<a class="button" href="/account">${texts.account}</a>`;
  return pageOf({ title: texts.doneTitle, body });
}
